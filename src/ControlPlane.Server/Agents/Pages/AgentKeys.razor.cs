using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Access;
using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Platform.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace ControlPlane.Server.Agents.Pages;

/// <summary>Keys of one agent, or of all agents if none is named.</summary>
public sealed partial class AgentKeys : IDisposable
{
    private static readonly IReadOnlyDictionary<Guid, string> None = new Dictionary<Guid, string>();

    private ReadView<Shown> view = null!;
    private IssuedToken? issued;
    private bool isManager;
    private (string? Slug, Guid? Id)? shown;

    private string newName = "";
    private string newAgent = "";
    private int newDays = 90;
    private readonly HashSet<string> newScopes = [Scopes.Ingest, Scopes.Run];

    /// <param name="Agent">Null for the keys of all agents, and if there is no such agent.</param>
    /// <param name="Slugs">Of the agents to choose from, where none is given.</param>
    private sealed record Shown(Guid? Agent, IReadOnlyDictionary<Guid, string> Slugs, IReadOnlyList<TokenRow> Keys);

    /// <summary>The slug of the agent, as a section of its page is told it.</summary>
    [Parameter]
    public string? Agent { get; set; }

    [Parameter]
    public Guid? AgentId { get; set; }

    [Inject]
    private AuthenticationStateProvider Authentication { get; set; } = null!;

    [Inject]
    private AgentQueries Agents { get; set; } = null!;

    [Inject]
    private TokenQueries Tokens { get; set; } = null!;

    [Inject]
    private IssueAgentKey Issue { get; set; } = null!;

    [Inject]
    private RotateAgentKey Rotate { get; set; } = null!;

    [Inject]
    private RevokeToken Revoke { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private Saving Saving { get; set; } = null!;

    [Inject]
    private LivePages Live { get; set; } = null!;

    private Guid? AgentOf => view.Value?.Agent;

    private IReadOnlyDictionary<Guid, string> Slugs => view.Value?.Slugs ?? None;

    private IReadOnlyList<TokenRow> Keys => view.Value?.Keys ?? [];

    // Without the agent that was asked for, a key would be made for any agent.
    private bool MayWrite => isManager && (Agent is null || AgentOf is not null);

    protected override void OnInitialized()
    {
        view = Live.Once<Shown>(StateHasChanged);
        Saving.Changed = view.ReloadAsync;
    }

    protected override async Task OnParametersSetAsync()
    {
        if (shown == (Agent, AgentId))
        {
            return;
        }

        (shown, issued) = ((Agent, AgentId), null);
        Saving.Clear();
        isManager = (await CallerAsync()).Role() >= Role.Manager;
        await view.OpenAsync(ReadAsync);
    }

    public void Dispose() => view.Dispose();

    private async Task<ClaimsPrincipal> CallerAsync() => (await Authentication.GetAuthenticationStateAsync()).User;

    private async Task<Shown> ReadAsync(CancellationToken cancellation)
    {
        var slugs = Agent is null && AgentId is null ? await Agents.SlugsAsync(cancellation) : None;
        var agent = AgentId ?? (Agent is null ? null : (await Agents.FindAsync(Agent, cancellation))?.Id);
        return new(
            agent,
            slugs,
            Agent is null || agent is not null ? await Tokens.AgentKeysAsync(agent, cancellation) : []
        );
    }

    private async Task CreateAsync()
    {
        var request = new NewAgentKey(
            AgentOf ?? (Guid.TryParse(newAgent, out var chosen) ? chosen : null),
            newName,
            [.. newScopes],
            newDays == 0 ? null : Time.GetUtcNow().AddDays(newDays)
        );
        var outcome = await Saving.DoAsync(
            async () => await Issue.HandleAsync(request, await CallerAsync(), CancellationToken.None),
            $"Key “{newName}” created"
        );
        if (outcome.Done)
        {
            (issued, newName) = (outcome.Value, "");
        }
    }

    private async Task RotateAsync(TokenRow key, string? why)
    {
        var outcome = await Saving.DoAsync(
            async () =>
                await Rotate.HandleAsync(
                    key.AgentId,
                    key.Id,
                    overlapHours * 60,
                    (await CallerAsync()).Because(why),
                    CancellationToken.None
                ),
            $"Key “{key.Name}” rotated"
        );
        issued = outcome.Value ?? issued;
    }

    private Task RevokeAsync(TokenRow key, string? why) =>
        Saving.DoAsync(
            async () => await Revoke.AgentKeyAsync(key.Id, (await CallerAsync()).Because(why), CancellationToken.None),
            $"Key “{key.Name}” revoked"
        );

    /// <summary>The agent that the key just made is bound to.</summary>
    private string? SlugOfIssued =>
        issued?.Token.AgentId is not { } agent ? null : Agent ?? Slugs.GetValueOrDefault(agent);

    private string SlugOf(Guid agent) => Slugs.GetValueOrDefault(agent, "unknown agent");

    private void Toggle(string scope, ChangeEventArgs change)
    {
        if (change.Value is true)
        {
            newScopes.Add(scope);
        }
        else
        {
            newScopes.Remove(scope);
        }
    }
}
