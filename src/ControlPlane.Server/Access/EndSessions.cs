using System.Security.Claims;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Access;

/// <summary>Ends sessions of the caller's own: cookies of them stop working and their open pages close.</summary>
[Audits(AccessAudit.SessionEnded)]
internal sealed class EndSessions(
    IDbContextFactory<ControlPlaneDb> databases,
    KnownSessions known,
    TopicAnnouncer announcer,
    AuditTrail audit,
    TimeProvider time
)
{
    /// <returns>How many ended; a session that had ended already is no error.</returns>
    public Task<Outcome<int>> OneAsync(Guid session, ClaimsPrincipal caller, CancellationToken cancellation) =>
        EndAsync(caller, sessions => sessions.Where(row => row.Id == session), session, cancellation);

    /// <summary>All but the one the caller acts from.</summary>
    public Task<Outcome<int>> OthersAsync(ClaimsPrincipal caller, CancellationToken cancellation)
    {
        var own = caller.SessionId();
        return EndAsync(caller, sessions => sessions.Where(row => row.Id != own), null, cancellation);
    }

    /// <summary>Marks a person's open sessions as ended, in what the caller is about to save.</summary>
    public static async Task<int> MarkAsync(
        ControlPlaneDb database,
        Guid person,
        Guid? except,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var open = await database
            .Set<PersonSession>()
            .Where(row => row.PersonId == person && row.EndedAt == null && row.Id != except)
            .ToArrayAsync(cancellation);
        foreach (var session in open)
        {
            session.EndedAt = now;
        }

        return open.Length;
    }

    private async Task<Outcome<int>> EndAsync(
        ClaimsPrincipal caller,
        Func<IQueryable<PersonSession>, IQueryable<PersonSession>> which,
        Guid? named,
        CancellationToken cancellation
    )
    {
        if (caller.PersonId() is not { } person)
        {
            return Refusal.Forbidden("Only a person has sessions.");
        }

        await using var database = await databases.CreateDbContextAsync(cancellation);
        var found = await which(database.Set<PersonSession>().Where(row => row.PersonId == person))
            .ToArrayAsync(cancellation);
        if (named is not null && found.Length == 0)
        {
            return Refusal.Missing("You have no such session.");
        }

        var open = found.Where(static session => session.EndedAt is null).ToArray();
        foreach (var session in open)
        {
            session.EndedAt = time.GetUtcNow();
            audit.Add(
                database,
                new(
                    caller.Actor(),
                    AccessAudit.SessionEnded,
                    new("session", session.Id.ToString(), session.Browser),
                    new
                    {
                        session.Address,
                        session.CreatedAt,
                        session.LastSeenAt,
                    }
                )
            );
        }

        await database.SaveChangesAsync(cancellation);
        known.Forget(person);
        announcer.Announce(PersonTopics.Of(person));
        return open.Length;
    }
}
