using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Platform.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Access;

/// <summary>Opens a session for somebody whose password was right, and gives the browser the cookie that names it.</summary>
[Audits(AccessAudit.SignedIn)]
internal sealed class StartSession(
    IDbContextFactory<ControlPlaneDb> databases,
    SignInManager<Person> signIn,
    TopicAnnouncer announcer,
    AuditTrail audit,
    TimeProvider time
)
{
    // A session that nobody used for as long as a cookie lives is over; after this its row goes, too.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public async Task HandleAsync(Person person, ClaimsPrincipal caller, string? userAgent)
    {
        var now = time.GetUtcNow();
        var session = new PersonSession
        {
            Id = Guid.CreateVersion7(now),
            PersonId = person.Id,
            CreatedAt = now,
            LastSeenAt = now,
            Address = caller.SourceAddress(),
            Browser = BrowserName.Of(userAgent),
        };
        await using (var database = await databases.CreateDbContextAsync())
        {
            await using var transaction = await database.Database.BeginTransactionAsync();
            var actor = new AuditActor("person", person.Id.ToString(), person.DisplayName, session.Address);
            database.Add(session);
            audit.Add(database, new(actor, AccessAudit.SignedIn, AccessAudit.Subject(person)));
            await database.SaveChangesAsync();
            await database
                .Set<Person>()
                .Where(row => row.Id == person.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(static row => row.LastSignInAt, (DateTimeOffset?)now));
            var old = now - Kept;
            await database
                .Set<PersonSession>()
                .Where(row => row.PersonId == person.Id && row.LastSeenAt < old)
                .ExecuteDeleteAsync();
            await transaction.CommitAsync();
        }

        await RenewAsync(signIn, person, session.Id);
        announcer.Announce(PersonTopics.All);
        announcer.Announce(PersonTopics.Of(person.Id));
    }

    /// <summary>Writes the cookie of a session anew.</summary>
    public static Task RenewAsync(SignInManager<Person> signIn, Person person, Guid session) =>
        signIn.SignInWithClaimsAsync(person, isPersistent: false, [new Claim(Caller.SessionClaim, session.ToString())]);
}
