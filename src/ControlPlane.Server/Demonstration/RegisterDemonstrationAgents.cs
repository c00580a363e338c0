using System.Security.Claims;
using ControlPlane.Server.Access;
using ControlPlane.Server.Agents;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Demonstration;

/// <param name="Agents">Who is about to report.</param>
internal sealed record DemonstrationCast(IReadOnlyList<NewAgent>? Agents);

/// <param name="Registered">Slugs that are the demonstration's.</param>
/// <param name="Taken">Slugs of agents that are not: the fleet leaves them alone.</param>
internal sealed record RegisteredCast(IReadOnlyList<string> Registered, IReadOnlyList<string> Taken);

/// <summary>
/// Registers the agents of the fleet and remembers that they are made up. Only the fleet's own key may: what is
/// registered here is deleted with the demonstration.
/// </summary>
[Audits(DemonstrationAudit.Registered)]
internal sealed class RegisterDemonstrationAgents(
    IDbContextFactory<ControlPlaneDb> databases,
    RegisterAgent register,
    AgentQueries agents,
    TokenQueries tokens,
    AuditTrail audit
)
{
    private const int Most = 20;

    public async Task<Outcome<RegisteredCast>> HandleAsync(
        DemonstrationCast cast,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    )
    {
        var key = await tokens.OfSettingAsync(DemonstrationOptions.KeySetting, cancellation);
        if (key is null || caller.KeyId() != key.Id)
        {
            return Refusal.Forbidden("Only the key of the demonstration fleet may register its agents.");
        }

        if (cast.Agents is not { Count: > 0 and <= Most } newcomers)
        {
            return Refusal.Field("agents", $"Name 1 to {Most} agents.");
        }

        var (registered, taken) = (new List<string>(), new List<string>());
        foreach (var newcomer in newcomers)
        {
            var slug = newcomer.Slug ?? DiscoverAgents.SlugOf(newcomer.Name ?? "");
            var outcome = await AddAsync(newcomer with { Slug = slug }, caller, cancellation);
            if (outcome.Refusal is { } refusal)
            {
                return refusal;
            }

            (outcome.Value ? registered : taken).Add(slug);
        }

        return new RegisteredCast(registered, taken);
    }

    /// <returns>Whether the agent is the demonstration's.</returns>
    private async Task<Outcome<bool>> AddAsync(
        NewAgent newcomer,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        if (await agents.FindAsync(newcomer.Slug!, cancellation) is { } known)
        {
            return await database.Set<DemonstrationAgent>().AnyAsync(agent => agent.AgentId == known.Id, cancellation);
        }

        var outcome = await register.MakeAsync(newcomer, caller, cancellation);
        if (outcome.Refusal is { } refusal)
        {
            return refusal;
        }

        var made = outcome.Value!;
        database.Add(new DemonstrationAgent { AgentId = made.Id });
        audit.Add(
            database,
            new(caller.Actor(), DemonstrationAudit.Registered, new("agent", made.Id.ToString(), made.Slug))
        );
        await database.SaveChangesAsync(cancellation);
        return true;
    }
}
