using System.Globalization;
using System.Text.Json;
using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Platform.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace ControlPlane.Server.Agents.Pages;

/// <summary>One agent: how it does, what it cost, what it uses, its keys and its runs.</summary>
public sealed partial class AgentPage : IDisposable
{
    private readonly AgentFormFields fields = new();
    private readonly PageKey[] keys = [new("e", "Edit the agent")];
    private LiveView<Shown> view = default!;
    private IReadOnlyDictionary<string, string[]>? errors;
    private string? refused;
    private bool editing;
    private bool busy;
    private bool deleting;
    private long deleted;

    // Immutable, and not null even if there is no such agent.
    private sealed record Shown(AgentSummary? Agent, AgentWeek Week);

    [Parameter]
    public string Slug { get; set; } = "";

    [CascadingParameter]
    private ViewerZone? Zone { get; set; }

    [Inject]
    private AgentOverview Agents { get; set; } = default!;

    [Inject]
    private AgentUse Use { get; set; } = default!;

    [Inject]
    private ChangeAgent Change { get; set; } = default!;

    [Inject]
    private DeleteAgent Delete { get; set; } = default!;

    [Inject]
    private LivePages Live { get; set; } = default!;

    [Inject]
    private NavigationManager Address { get; set; } = default!;

    [Inject]
    private AuthenticationStateProvider Authentication { get; set; } = default!;

    [Inject]
    private IEnumerable<AgentSection> Sections { get; set; } = [];

    [Inject]
    private ILogger<AgentPage> Log { get; set; } = default!;

    private AgentSummary? Found => view.Value?.Agent;

    private AgentWeek Week => view.Value!.Week;

    protected override void OnInitialized() => view = Live.View<Shown>(InvokeAsync, StateHasChanged);

    protected override Task OnParametersSetAsync()
    {
        var (slug, zone) = (Slug, (Zone ?? ViewerZone.Utc).Info);
        return view.OpenAsync(
            AgentTopics.Seen,
            $"agent:{zone.Id}:{slug}",
            cancellation => ReadAsync(slug, zone, cancellation)
        );
    }

    public void Dispose() => view.Dispose();

    private async Task<Shown> ReadAsync(string slug, TimeZoneInfo zone, CancellationToken cancellation)
    {
        var agent = await Agents.FindAsync(slug, cancellation);
        var weeks = agent is null ? null : await Use.WeeksAsync(zone, agent.Id, cancellation);
        return new(agent, weeks?.GetValueOrDefault(agent!.Id) ?? Use.Nothing(zone));
    }

    private Task EditAsync(bool open)
    {
        (editing, errors, refused) = (open, null, null);
        if (open && Found is { } agent)
        {
            (fields.Name, fields.Team, fields.Owner) = (agent.Name, agent.Team ?? "", agent.Owner ?? "");
            (fields.Environment, fields.Description) = (agent.Environment ?? "", agent.Description ?? "");
        }

        return Task.CompletedTask;
    }

    private async Task SaveAsync()
    {
        busy = true;
        var wanted = new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["name"] = Json(fields.Name),
            ["team"] = Json(AgentFormFields.Given(fields.Team)),
            ["owner"] = Json(AgentFormFields.Given(fields.Owner)),
            ["environment"] = Json(AgentFormFields.Given(fields.Environment)),
            ["description"] = Json(AgentFormFields.Given(fields.Description)),
        };
        var caller = (await Authentication.GetAuthenticationStateAsync()).User;
        var outcome = await Change.HandleAsync(Slug, wanted, caller, CancellationToken.None);
        (errors, busy, editing) = (outcome.Refusal?.Errors, false, !outcome.Done);
        refused = errors is null ? outcome.Refusal?.Detail : null;
        await view.ReloadAsync();
    }

    private async Task DeleteAsync(AgentSummary agent)
    {
        (deleting, deleted, refused) = (true, 0, null);
        try
        {
            var caller = (await Authentication.GetAuthenticationStateAsync()).User;
            // It goes on if the page is closed.
            var outcome = await Delete.HandleAsync(
                agent.Id,
                caller,
                done => _ = InvokeAsync(() => Show(done)),
                CancellationToken.None
            );
            refused = outcome.Refusal?.Detail;
        }
        catch (System.Data.Common.DbException failure)
        {
            Log.LogWarning(failure, "The agent {Agent} could not be deleted", agent.Slug);
            refused = "The deletion broke off. Ask for it again to go on.";
        }

        deleting = false;
        if (refused is null)
        {
            Address.NavigateTo("/agents");
        }
    }

    private void Show(long done)
    {
        deleted = done;
        StateHasChanged();
    }

    private static Question DeleteQuestion(AgentSummary agent) =>
        new(
            $"Delete {agent.Name}?",
            $"{Format.ExactCount(agent.Runs)} runs with their steps, prompts and outputs are deleted for good, and its "
                + "keys are revoked. If it goes on reporting with a key for any agent, it appears again, without its past.",
            "Delete the agent"
        )
        {
            TypeName = agent.Slug,
        };

    private static JsonElement Json(string? text) => JsonSerializer.SerializeToElement(text);

    private static string Success(AgentWeek week) =>
        week.Runs == 0
            ? "–"
            : (100.0 * (week.Runs - week.Failed) / week.Runs).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string LevelWord(int level) =>
        level switch
        {
            0 => "acts alone",
            1 => "acts alone, a sample is reviewed",
            2 => "prepares, a human approves",
            _ => "drafts, a human carries it out",
        };
}
