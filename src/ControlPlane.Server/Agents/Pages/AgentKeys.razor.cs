using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Access;
using ControlPlane.Server.Platform.Hosting.Http;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace ControlPlane.Server.Agents.Pages;

/// <summary>Keys of one agent, or of all agents if none is named.</summary>
public sealed partial class AgentKeys
{
    private IReadOnlyDictionary<Guid, string> slugs = new Dictionary<Guid, string>();
    private IReadOnlyList<TokenRow>? keys;
    private IssuedToken? issued;
    private string? refused;
    private string? failed;
    private bool mayWrite;
    private bool busy;
    private (string? Slug, Guid? Id)? shown;
    private Guid? agentId;

    private string newName = "";
    private string newAgent = "";
    private int newDays = 90;
    private readonly HashSet<string> newScopes = [Scopes.Ingest, Scopes.Run];

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
    private ILogger<AgentKeys> Log { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        if (shown == (Agent, AgentId))
        {
            return;
        }

        shown = (Agent, AgentId);
        (keys, issued, refused) = (null, null, null);
        await ReadAsync();

        // Without the agent that was asked for, a key would be made for any agent.
        mayWrite = (await CallerAsync()).Role() >= Role.Manager && (Agent is null || agentId is not null);
    }

    private async Task<ClaimsPrincipal> CallerAsync() => (await Authentication.GetAuthenticationStateAsync()).User;

    private async Task ReadAsync()
    {
        try
        {
            if (Agent is null && AgentId is null)
            {
                slugs = await Agents.SlugsAsync(CancellationToken.None);
            }

            agentId = AgentId ?? await FindAsync();
            keys =
                Agent is null || agentId is not null
                    ? await Tokens.AgentKeysAsync(agentId, CancellationToken.None)
                    : [];
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException)
        {
            Log.LogWarning(exception, "Keys could not be read");
            (keys, failed) = (null, "The keys cannot be read just now. Reload the page to try again.");
        }
    }

    private async Task<Guid?> FindAsync() =>
        Agent is null ? null : (await Agents.FindAsync(Agent, CancellationToken.None))?.Id;

    private async Task CreateAsync()
    {
        busy = true;
        var request = new NewAgentKey(
            agentId ?? (Guid.TryParse(newAgent, out var chosen) ? chosen : null),
            newName,
            [.. newScopes],
            newDays == 0 ? null : Time.GetUtcNow().AddDays(newDays)
        );
        await ShowAsync(await Issue.HandleAsync(request, await CallerAsync(), CancellationToken.None));
        newName = issued is null ? newName : "";
        busy = false;
    }

    private async Task RotateAsync(TokenRow key) =>
        await ShowAsync(
            await Rotate.HandleAsync(
                key.AgentId,
                key.Id,
                overlapHours * 60,
                await CallerAsync(),
                CancellationToken.None
            )
        );

    private async Task RevokeAsync(Guid key)
    {
        var outcome = await Revoke.AgentKeyAsync(key, await CallerAsync(), CancellationToken.None);
        refused = outcome.Refusal?.Detail;
        await ReadAsync();
    }

    private async Task ShowAsync(Outcome<IssuedToken> outcome)
    {
        refused = outcome.Refusal?.Detail;
        issued = outcome.Value ?? issued;
        await ReadAsync();
    }

    /// <summary>The agent that the key just made is bound to.</summary>
    private string? SlugOfIssued =>
        issued?.Token.AgentId is not { } agent ? null : Agent ?? slugs.GetValueOrDefault(agent);

    private string SlugOf(Guid agent) => slugs.GetValueOrDefault(agent, "unknown agent");

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
