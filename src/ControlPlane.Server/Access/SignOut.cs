using System.Security.Claims;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Platform.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Access;

/// <summary>Ends the browser's session, here and on the server: a copy of its cookie is good for nothing afterwards.</summary>
[Audits(AccessAudit.SignedOut)]
internal sealed class SignOut(
    SignInManager<Person> signIn,
    IDbContextFactory<ControlPlaneDb> databases,
    KnownSessions known,
    TopicAnnouncer announcer,
    AuditTrail audit,
    TimeProvider time
)
{
    public async Task HandleAsync(ClaimsPrincipal caller)
    {
        var actor = caller.Actor();
        await using var database = await databases.CreateDbContextAsync();
        if (caller.SessionId() is { } id && await database.FindAsync<PersonSession>(id) is { EndedAt: null } session)
        {
            session.EndedAt = time.GetUtcNow();
        }

        audit.Add(database, new(actor, AccessAudit.SignedOut, new AuditSubject(actor.Kind, actor.Id, actor.Name)));
        await database.SaveChangesAsync();
        if (caller.PersonId() is { } person)
        {
            known.Forget(person);
            announcer.Announce(PersonTopics.Of(person));
        }

        await signIn.SignOutAsync();
    }
}
