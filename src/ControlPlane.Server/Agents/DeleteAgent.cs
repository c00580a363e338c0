using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ControlPlane.Server.Agents;

/// <param name="Runs">How many runs went with it.</param>
internal sealed record DeletedAgent(string Slug, long Runs);

/// <summary>
/// Deletes an agent with its keys and everything it reported. Broken off, it goes on when it is asked for again. Needs
/// an administrator.
/// </summary>
[Audits(AgentAudit.Deleted)]
internal sealed class DeleteAgent(
    IDbContextFactory<ControlPlaneDb> databases,
    IEnumerable<AgentRemoval> removals,
    TokenQueries tokens,
    RevokeToken revoke,
    TopicAnnouncer announcer,
    AuditTrail audit
)
{
    private const int AtOnce = 250;
    private const int Attempts = 5;

    /// <param name="report">Told how many runs are deleted so far.</param>
    public async Task<Outcome<DeletedAgent>> HandleAsync(
        Guid agentId,
        ClaimsPrincipal caller,
        Action<long>? report,
        CancellationToken cancellation
    )
    {
        if (caller.Lacks(Role.Admin) is { } refusal)
        {
            return refusal;
        }

        await using var database = await databases.CreateDbContextAsync(cancellation);
        var agent = await database.FindAsync<Agent>([agentId], cancellation);
        if (agent is null)
        {
            return Refusal.Missing("There is no such agent.");
        }

        foreach (var key in await tokens.AgentKeysAsync(agentId, cancellation))
        {
            await revoke.AgentKeyAsync(agentId, key.Id, caller, cancellation);
        }

        var runs = 0L;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            runs = await RemoveAsync(agentId, runs, report, cancellation);
            if (await TryDeleteAsync(agentId, runs, caller, cancellation))
            {
                announcer.Announce(AgentTopics.Seen);
                return new DeletedAgent(agent.Slug, runs);
            }
        }

        return Refusal.Conflict("The agent goes on reporting. Stop it, or take its key away, and ask again.");
    }

    private async Task<long> RemoveAsync(Guid agentId, long done, Action<long>? report, CancellationToken cancellation)
    {
        foreach (var removal in removals)
        {
            while (await removal.RemoveAsync(agentId, AtOnce, cancellation) is > 0 and var removed)
            {
                done += removed;
                report?.Invoke(done);
            }
        }

        return done;
    }

    /// <returns>False if it reported something meanwhile.</returns>
    private async Task<bool> TryDeleteAsync(
        Guid agentId,
        long runs,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        if (await database.FindAsync<Agent>([agentId], cancellation) is not { } agent)
        {
            return true;
        }

        database.Remove(agent);
        audit.Add(
            database,
            new(
                caller.Actor(),
                AgentAudit.Deleted,
                AgentAudit.Subject(agent),
                AgentAudit.State(agent),
                Reason: $"With {runs} runs."
            )
        );
        try
        {
            await database.SaveChangesAsync(cancellation);
            return true;
        }
        catch (DbUpdateException failure)
            when (failure.InnerException
                    is PostgresException
                    {
                        SqlState: PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.RestrictViolation
                    }
            )
        {
            return false;
        }
    }
}
