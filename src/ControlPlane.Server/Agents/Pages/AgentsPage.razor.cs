using System.Globalization;
using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Platform.Live;
using Microsoft.AspNetCore.Components;

namespace ControlPlane.Server.Agents.Pages;

/// <summary>Every agent with how it does, the worst first.</summary>
public sealed partial class AgentsPage
{
    private readonly SteadyRows<FleetAgent> rows = new(static agent => agent.Id);
    private PacedView<IReadOnlyDictionary<Guid, AgentWeek>>? weeks;
    private bool isHeld;
    private string typed = "";
    private string? headedFor;

    [Inject]
    private NavigationManager Address { get; set; } = default!;

    [SupplyParameterFromQuery]
    private string? Find { get; set; }

    [SupplyParameterFromQuery]
    private string? State { get; set; }

    private protected override string UsualRange => "24h";

    private IReadOnlyList<FleetAgent> Shown => Fleet is null ? [] : [.. Fleet.Agents.Where(Matches)];

    protected override void OnInitialized()
    {
        base.OnInitialized();
        weeks = Live.Paced<IReadOnlyDictionary<Guid, AgentWeek>>(InvokeAsync, StateHasChanged);
    }

    protected override async Task OnParametersSetAsync()
    {
        // The address follows what is typed a moment later: until it is there, it says nothing new.
        if (headedFor is null || headedFor == (Find ?? ""))
        {
            (typed, headedFor) = (Find ?? "", null);
        }

        await base.OnParametersSetAsync();
        var zone = (Zone ?? ViewerZone.Utc).Info;
        var environment = Scope?.Environment;
        await weeks!.OpenAsync(
            $"agent-weeks:{zone.Id}:{environment}",
            cancellation => Use.WeeksAsync(zone, null, environment, cancellation)
        );
    }

    protected override void Close() => weeks?.Dispose();

    private AgentWeek? WeekOf(Guid agent) => weeks?.Value?.GetValueOrDefault(agent);

    private bool Matches(FleetAgent agent) =>
        (State is null || agent.Health.Word.ToString().Equals(State, StringComparison.OrdinalIgnoreCase))
        && (
            Find is null
            || new[] { agent.Name, agent.Slug, agent.Team, agent.Owner }.Any(text =>
                text?.Contains(Find.Trim(), StringComparison.OrdinalIgnoreCase) == true
            )
        );

    private void Filter()
    {
        headedFor = typed;
        Set("find", typed);
    }

    private void FilterState(ChangeEventArgs change) => Set("state", change.Value?.ToString());

    private void Set(string name, string? text)
    {
        var value = text is { Length: > 0 } ? text : null;
        Address.NavigateTo(Address.GetUriWithQueryParameter(name, value), replace: true);
    }

    private static string Success(FleetAgent agent) =>
        agent.Runs == 0
            ? "–"
            : (100.0 * (agent.Runs - agent.Failed) / agent.Runs).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Owner(FleetAgent agent) =>
        string.Join(", ", new[] { agent.Team, agent.Owner }.Where(static text => !string.IsNullOrEmpty(text)))
            is { Length: > 0 } text
            ? text
            : "–";
}
