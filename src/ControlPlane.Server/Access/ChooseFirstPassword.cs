using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Platform.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Access;

/// <param name="Email">Whom the link is for.</param>
internal sealed record OpenLink(string Email, string DisplayName, string Purpose);

/// <summary>Lets whoever holds an invitation or a reset link choose a password, once.</summary>
[Audits(AccessAudit.InvitationAccepted, AccessAudit.PasswordChosen)]
internal sealed class ChooseFirstPassword(
    IDbContextFactory<ControlPlaneDb> databases,
    IPasswordHasher<Person> hasher,
    TopicAnnouncer announcer,
    AuditTrail audit,
    TimeProvider time
)
{
    private const int LongestCode = 100;

    /// <summary>Null if the link is unknown, used or too old.</summary>
    public async Task<OpenLink?> FindAsync(string? code, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await FindAsync(database, code, cancellation) is var (link, person)
            ? new(person.Email!, person.DisplayName, link.Purpose)
            : null;
    }

    public async Task<Outcome<OpenLink>> HandleAsync(
        string? code,
        string chosen,
        string repeated,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        if (await FindAsync(database, code, cancellation) is not var (link, person))
        {
            return Refusal.Missing("This link was used already or is too old. Ask an administrator for a new one.");
        }

        if (Check(chosen, repeated) is { } refusal)
        {
            return refusal;
        }

        link.UsedAt = time.GetUtcNow();
        person.PasswordHash = hasher.HashPassword(person, chosen);
        person.SecurityStamp = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        (person.MustChangePassword, person.AccessFailedCount, person.LockoutEnd) = (false, 0, null);
        var action =
            link.Purpose == PersonLink.Invitation ? AccessAudit.InvitationAccepted : AccessAudit.PasswordChosen;
        var actor = new AuditActor("person", person.Id.ToString(), person.DisplayName, caller.SourceAddress());
        audit.Add(database, new(actor, action, AccessAudit.Subject(person)));
        await database.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        announcer.Announce(PersonTopics.All);
        return new OpenLink(person.Email!, person.DisplayName, link.Purpose);
    }

    // The row is locked, so that of two who use the link at once only one does.
    private async Task<(PersonLink, Person)?> FindAsync(
        ControlPlaneDb database,
        string? code,
        CancellationToken cancellation
    )
    {
        if (code is not { Length: > 0 and <= LongestCode })
        {
            return null;
        }

        var hash = TokenHash.Of(code);
        var link = await database
            .Set<PersonLink>()
            .FromSql($"SELECT * FROM person_links WHERE hash = {hash} FOR UPDATE")
            .SingleOrDefaultAsync(cancellation);
        if (link is null || !link.IsOpen(time.GetUtcNow()))
        {
            return null;
        }

        var person = await database.Set<Person>().SingleAsync(person => person.Id == link.PersonId, cancellation);
        return person.Disabled ? null : (link, person);
    }

    private static Refusal? Check(string chosen, string repeated) =>
        chosen.Length < Passwords.MinimumLength
            ? Refusal.Field("chosen", $"Needs at least {Passwords.MinimumLength} characters.")
        : string.Equals(chosen, repeated, StringComparison.Ordinal) ? null
        : Refusal.Field("repeated", "Is not the same as the password above.");
}
