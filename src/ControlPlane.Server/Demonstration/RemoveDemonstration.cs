using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Access;
using ControlPlane.Server.Agents;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Storage;
using ControlPlane.Server.Runs;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Demonstration;

/// <summary>How far a removal is.</summary>
internal sealed record RemovalProgress(int Agents, long RunsDeleted, long RunsAtFirst);

/// <summary>
/// Deletes the agents of the demonstration with everything they reported, and ends the key so that the fleet stops.
/// Needs an administrator. Broken off, it goes on when it is asked for again.
/// </summary>
[Audits(DemonstrationAudit.Removed)]
internal sealed class RemoveDemonstration(
    IDbContextFactory<ControlPlaneDb> databases,
    DemonstrationQueries demonstration,
    TokenQueries tokens,
    RevokeToken revoke,
    DeleteRuns deleteRuns,
    DeleteAgent deleteAgent,
    AuditTrail audit,
    TimeProvider time
)
{
    private const int RunsAtOnce = 250;

    // Other replicas believe a key for almost a second; what they still take must not come after the deletion.
    private static readonly TimeSpan LastReports = TimeSpan.FromSeconds(1.5);

    public async Task<Outcome<RemovalProgress>> HandleAsync(
        ClaimsPrincipal caller,
        Action<RemovalProgress>? report,
        CancellationToken cancellation
    )
    {
        if (caller.Lacks(Role.Admin) is { } refusal)
        {
            return refusal;
        }

        await RememberAsync(caller, cancellation);
        if (
            await tokens.OfSettingAsync(DemonstrationOptions.KeySetting, cancellation) is
            { State: TokenState.Active } key
        )
        {
            await revoke.AgentKeyAsync(key.Id, caller, cancellation);
            await Task.Delay(LastReports, time, cancellation);
        }

        var state = await demonstration.StateAsync(cancellation);
        var progress = new RemovalProgress(state.Agents.Count, 0, state.Runs);
        report?.Invoke(progress);
        foreach (var agent in await demonstration.AgentsAsync(cancellation))
        {
            while (await deleteRuns.OfAgentAsync(agent, RunsAtOnce, cancellation) is > 0 and var deleted)
            {
                progress = progress with { RunsDeleted = progress.RunsDeleted + deleted };
                report?.Invoke(progress);
            }

            await EndKeysAsync(agent, caller, cancellation);
            await deleteAgent.HandleAsync(agent, caller, null, cancellation);
        }

        return progress;
    }

    // Somebody may have made keys for an agent of the demonstration; without it they would be good for nothing.
    private async Task EndKeysAsync(Guid agent, ClaimsPrincipal caller, CancellationToken cancellation)
    {
        foreach (var key in await tokens.AgentKeysAsync(agent, cancellation))
        {
            await revoke.AgentKeyAsync(key.Id, caller, cancellation);
        }
    }

    private async Task RememberAsync(ClaimsPrincipal caller, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellation);
        database.Add(
            new DemonstrationRemoval
            {
                Id = Guid.CreateVersion7(now),
                At = now,
                By = caller.Identity?.Name ?? "an administrator",
            }
        );
        audit.Add(database, new(caller.Actor(), DemonstrationAudit.Removed, DemonstrationAudit.Whole));
        await database.SaveChangesAsync(cancellation);
    }
}
