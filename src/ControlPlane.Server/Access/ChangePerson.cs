using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Access;

/// <summary>What changes; null stays as it is.</summary>
/// <param name="Role">viewer, operator, manager or admin.</param>
internal sealed record PersonChange(string? DisplayName = null, string? Role = null, bool? Disabled = null);

/// <summary>
/// Changes somebody's name or role, disables or enables them. It works at once, on open pages too. The last
/// administrator stays one. Needs an administrator.
/// </summary>
[Audits(AccessAudit.PersonChanged, AccessAudit.PersonDisabled, AccessAudit.PersonEnabled)]
internal sealed class ChangePerson(
    IDbContextFactory<ControlPlaneDb> databases,
    KnownSessions known,
    TopicAnnouncer announcer,
    AuditTrail audit,
    TimeProvider time
)
{
    public async Task<Outcome<PersonRow>> HandleAsync(
        Guid id,
        PersonChange change,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    )
    {
        if ((caller.Lacks(Role.Admin) ?? Check(change)) is { } refusal)
        {
            return refusal;
        }

        await using var database = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        var others = await OtherAdminsAsync(database, id, cancellation);
        var person = await database.Set<Person>().SingleOrDefaultAsync(person => person.Id == id, cancellation);
        if (person is null)
        {
            return Refusal.Missing("There is no such person.");
        }

        var before = AccessAudit.State(person);
        var (role, disabled) = (person.Role, person.Disabled);
        Apply(person, change);
        if (role == Role.Admin && !disabled && (person.Role < Role.Admin || person.Disabled) && others == 0)
        {
            return Refusal.Conflict($"{person.DisplayName} is the last administrator. Make somebody else one first.");
        }

        if (database.ChangeTracker.HasChanges())
        {
            await StoreAsync(database, person, before, disabled, caller, cancellation);
            await transaction.CommitAsync(cancellation);
            known.Forget(id);
            announcer.Announce(PersonTopics.All);
            announcer.Announce(PersonTopics.Of(id));
        }

        return PersonRow.Of(person);
    }

    // The rows are locked: of two administrators who demote each other at once, the second finds nobody left.
    private static async Task<int> OtherAdminsAsync(ControlPlaneDb database, Guid id, CancellationToken cancellation)
    {
        var admins = await database
            .Set<Person>()
            .FromSqlRaw("SELECT * FROM people WHERE role = 'admin' ORDER BY id FOR UPDATE")
            .AsNoTracking()
            .ToArrayAsync(cancellation);
        return admins.Count(admin => admin.Id != id && !admin.Disabled && admin.PasswordHash is not null);
    }

    private async Task StoreAsync(
        ControlPlaneDb database,
        Person person,
        object before,
        bool wasDisabled,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    )
    {
        if (person.Disabled && !wasDisabled)
        {
            person.SecurityStamp = Guid.CreateVersion7(time.GetUtcNow()).ToString();
            await EndSessions.MarkAsync(database, person.Id, null, time.GetUtcNow(), cancellation);
        }

        var action =
            person.Disabled == wasDisabled ? AccessAudit.PersonChanged
            : person.Disabled ? AccessAudit.PersonDisabled
            : AccessAudit.PersonEnabled;
        audit.Add(
            database,
            new(caller.Actor(), action, AccessAudit.Subject(person), before, AccessAudit.State(person))
        );
        await database.SaveChangesAsync(cancellation);
    }

    private static void Apply(Person person, PersonChange change)
    {
        person.DisplayName = change.DisplayName?.Trim() ?? person.DisplayName;
        person.Role = change.Role is { } role ? Enum.Parse<Role>(role, ignoreCase: true) : person.Role;
        person.Disabled = change.Disabled ?? person.Disabled;
    }

    private static Refusal? Check(PersonChange change)
    {
        var errors = AddPerson.Check(null, change.DisplayName ?? "a name", change.Role ?? "viewer");
        errors.Remove("email");
        return errors.Count > 0 ? Refusal.Fields(errors) : null;
    }
}
