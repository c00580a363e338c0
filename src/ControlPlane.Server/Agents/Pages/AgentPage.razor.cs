using System.Globalization;
using System.Text.Json;
using ControlPlane.Server.Access;
using ControlPlane.Server.Platform.Hosting.Http;
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
    private bool editing;
    private bool deleting;
    private long deleted;

    // Immutable, and not null even if there is no such agent.
    private sealed record Shown(AgentSummary? Agent, AgentWeek Week);

    [Parameter]
    public string Slug { get; set; } = "";

    [CascadingParameter]
    private PageScope? Scope { get; set; }

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
    private Saving Saving { get; set; } = default!;

    [Inject]
    private AuthenticationStateProvider Authentication { get; set; } = default!;

    [Inject]
    private IEnumerable<AgentSection> Sections { get; set; } = [];

    private string AgentsHref => Scope.On("/agents");

    private AgentSummary? Found => view.Value?.Agent;

    private AgentWeek Week => view.Value!.Week;

    protected override void OnInitialized()
    {
        view = Live.View<Shown>(InvokeAsync, StateHasChanged);
        Saving.Changed = view.ReloadAsync;
    }

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
        var weeks = agent is null ? null : await Use.WeeksAsync(zone, agent.Id, null, cancellation);
        return new(agent, weeks?.GetValueOrDefault(agent!.Id) ?? Use.Nothing(zone));
    }

    private void Edit(bool open)
    {
        editing = open;
        Saving.Clear();
        if (open && Found is { } agent)
        {
            (fields.Name, fields.Team, fields.Owner) = (agent.Name, agent.Team ?? "", agent.Owner ?? "");
            (fields.Environment, fields.Description) = (agent.Environment ?? "", agent.Description ?? "");
        }
    }

    private async Task SaveAsync()
    {
        var wanted = Fields(fields.Name, fields.Team, fields.Owner, fields.Environment, fields.Description);
        var before = Found is { } agent
            ? Fields(agent.Name, agent.Team, agent.Owner, agent.Environment, agent.Description)
            : wanted;
        var slug = Slug; // whoever undoes it may look at another agent by then
        var outcome = await Saving.DoAsync(
            () => ApplyAsync(slug, wanted),
            $"{fields.Name} saved",
            () => ApplyAsync(slug, before)
        );
        editing = !outcome.Done;
    }

    private async Task<Outcome<AgentRow>> ApplyAsync(string slug, IReadOnlyDictionary<string, JsonElement> wanted) =>
        await Change.HandleAsync(
            slug,
            wanted,
            (await Authentication.GetAuthenticationStateAsync()).User,
            CancellationToken.None
        );

    private static Dictionary<string, JsonElement> Fields(
        string name,
        string? team,
        string? owner,
        string? environment,
        string? description
    ) =>
        new(StringComparer.Ordinal)
        {
            ["name"] = Json(name),
            ["team"] = Json(AgentFormFields.Given(team ?? "")),
            ["owner"] = Json(AgentFormFields.Given(owner ?? "")),
            ["environment"] = Json(AgentFormFields.Given(environment ?? "")),
            ["description"] = Json(AgentFormFields.Given(description ?? "")),
        };

    private async Task DeleteAsync(AgentSummary agent, string? why)
    {
        (deleting, deleted) = (true, 0);
        // It goes on if the page is closed, and when it broke off it is asked for again.
        var outcome = await Saving.DoAsync(
            async () =>
                await Delete.HandleAsync(
                    agent.Id,
                    (await Authentication.GetAuthenticationStateAsync()).User.Because(why),
                    done => _ = InvokeAsync(() => Show(done)),
                    CancellationToken.None
                ),
            $"{agent.Name} deleted"
        );
        deleting = false;
        if (outcome.Done)
        {
            Address.NavigateTo(AgentsHref);
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
