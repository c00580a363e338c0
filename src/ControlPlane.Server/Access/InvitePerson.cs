using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Platform.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ControlPlane.Server.Access;

/// <param name="Role">viewer, operator, manager or admin.</param>
internal sealed record NewInvitation(string? Email, string? DisplayName, string? Role);

/// <summary>
/// Adds somebody who chooses a password by a link that works once and for a week. Needs an administrator.
/// </summary>
[Audits(AccessAudit.PersonInvited)]
internal sealed class InvitePerson(
    IServiceScopeFactory scopes,
    TopicAnnouncer announcer,
    AuditTrail audit,
    TimeProvider time
)
{
    public async Task<Outcome<IssuedLink>> HandleAsync(NewInvitation request, ClaimsPrincipal caller)
    {
        if (caller.Lacks(Role.Admin) is { } refusal)
        {
            return refusal;
        }

        var errors = AddPerson.Check(request.Email, request.DisplayName, request.Role);
        if (errors.Count > 0)
        {
            return Refusal.Fields(errors);
        }

        var now = time.GetUtcNow();
        var role = Enum.Parse<Role>(request.Role!, ignoreCase: true);
        var person = AddPerson.Make(request.Email!, request.DisplayName!, role, mustChangePassword: false, now);
        var (link, code) = PersonLink.Draw(person.Id, PersonLink.Invitation, now);
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<ControlPlaneDb>();
        database.Add(link);
        audit.Add(database, Invited(person, link, caller.Actor()));
        if (await AddAsync(scope.ServiceProvider.GetRequiredService<UserManager<Person>>(), person) is { } failure)
        {
            return failure;
        }

        announcer.Announce(PersonTopics.All);
        return new IssuedLink(PersonRow.Of(person), PersonLink.AddressOf(code), link.ExpiresAt);
    }

    private static AuditFact Invited(Person person, PersonLink link, AuditActor actor) =>
        new(
            actor,
            AccessAudit.PersonInvited,
            AccessAudit.Subject(person),
            After: new
            {
                person.Email,
                person.DisplayName,
                person.Role,
                link.ExpiresAt,
            }
        );

    private static async Task<Refusal?> AddAsync(UserManager<Person> people, Person person)
    {
        try
        {
            var created = await people.CreateAsync(person);
            return created.Succeeded
                ? null
                : Refusal.Field("email", string.Join(' ', created.Errors.Select(static error => error.Description)));
        }
        catch (DbUpdateException failure)
            when (failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return Refusal.Conflict($"Somebody with the address {person.Email} was added at this moment.");
        }
    }
}
