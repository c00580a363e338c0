using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Access;

/// <summary>
/// Takes somebody's password away and gives a link by which they choose a new one; for somebody invited, a new link.
/// Their sessions end, earlier links are void. Needs an administrator.
/// </summary>
[Audits(AccessAudit.PasswordReset)]
internal sealed class ResetPassword(
    IDbContextFactory<ControlPlaneDb> databases,
    KnownSessions known,
    TopicAnnouncer announcer,
    AuditTrail audit,
    TimeProvider time
)
{
    public async Task<Outcome<IssuedLink>> HandleAsync(Guid id, ClaimsPrincipal caller, CancellationToken cancellation)
    {
        if (caller.Lacks(Role.Admin) is { } refusal)
        {
            return refusal;
        }

        if (caller.PersonId() == id)
        {
            return Refusal.Conflict("Change your own password in your account; a lost link would lock you out.");
        }

        await using var database = await databases.CreateDbContextAsync(cancellation);
        var person = await database.Set<Person>().SingleOrDefaultAsync(person => person.Id == id, cancellation);
        if (person is null)
        {
            return Refusal.Missing("There is no such person.");
        }

        var now = time.GetUtcNow();
        var purpose = person.IsInvited ? PersonLink.Invitation : PersonLink.Reset;
        var (link, code) = PersonLink.Draw(id, purpose, now);
        await VoidAsync(database, id, now, cancellation);
        database.Add(link);
        (person.PasswordHash, person.SecurityStamp) = (null, Guid.CreateVersion7(now).ToString());
        await EndSessions.MarkAsync(database, id, null, now, cancellation);
        audit.Add(
            database,
            new(
                caller.Actor(),
                AccessAudit.PasswordReset,
                AccessAudit.Subject(person),
                After: new { link.Purpose, link.ExpiresAt }
            )
        );
        await database.SaveChangesAsync(cancellation);
        known.Forget(id);
        announcer.Announce(PersonTopics.All);
        announcer.Announce(PersonTopics.Of(id));
        return new IssuedLink(PersonRow.Of(person), PersonLink.AddressOf(code), link.ExpiresAt);
    }

    private static async Task VoidAsync(
        ControlPlaneDb database,
        Guid person,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var open = database.Set<PersonLink>().Where(link => link.PersonId == person && link.UsedAt == null);
        foreach (var link in await open.ToArrayAsync(cancellation))
        {
            link.UsedAt = now;
        }
    }
}
