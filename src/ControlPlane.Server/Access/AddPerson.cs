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
/// <param name="MustChangePassword">Null means yes: whoever adds a person knows the password.</param>
internal sealed record NewPerson(
    string? Email,
    string? DisplayName,
    string? Role,
    string? TemporaryPassword,
    bool? MustChangePassword = null
);

/// <summary>Adds somebody who can sign in. Needs an administrator.</summary>
[Audits(AccessAudit.PersonAdded)]
internal sealed class AddPerson(
    IServiceScopeFactory scopes,
    TopicAnnouncer announcer,
    AuditTrail audit,
    TimeProvider time
)
{
    public const int NameLength = 100;

    private const int EmailLength = 256;

    public async Task<Outcome<PersonRow>> HandleAsync(NewPerson request, ClaimsPrincipal caller)
    {
        if (caller.Lacks(Domain.Access.Role.Admin) is { } refusal)
        {
            return refusal;
        }

        var errors = Check(request.Email, request.DisplayName, request.Role);
        if (request.TemporaryPassword is not { Length: >= Passwords.MinimumLength })
        {
            errors["temporaryPassword"] = [$"Needs at least {Passwords.MinimumLength} characters."];
        }

        if (errors.Count > 0)
        {
            return Refusal.Fields(errors);
        }

        var person = Make(
            request.Email!,
            request.DisplayName!,
            Enum.Parse<Role>(request.Role!, ignoreCase: true),
            request.MustChangePassword ?? true,
            time.GetUtcNow()
        );
        await using var scope = scopes.CreateAsyncScope();
        audit.Add(scope.ServiceProvider.GetRequiredService<ControlPlaneDb>(), Added(person, caller.Actor()));
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        if (await SaveAsync(people, person, request.TemporaryPassword!) is { } failure)
        {
            return failure;
        }

        announcer.Announce(PersonTopics.All);
        return PersonRow.Of(person);
    }

    public static Person Make(string email, string name, Role role, bool mustChangePassword, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            UserName = email.Trim(),
            Email = email.Trim(),
            EmailConfirmed = true,
            DisplayName = name.Trim(),
            Role = role,
            MustChangePassword = mustChangePassword,
            CreatedAt = now,
        };

    /// <summary>For the audit log. Whoever adds it does so to the database that the person is stored in.</summary>
    public static AuditFact Added(Person person, AuditActor actor) =>
        new(
            actor,
            AccessAudit.PersonAdded,
            AccessAudit.Subject(person),
            After: new
            {
                person.Email,
                person.DisplayName,
                person.Role,
                person.MustChangePassword,
            }
        );

    private static async Task<Refusal?> SaveAsync(UserManager<Person> people, Person person, string password)
    {
        try
        {
            var created = await people.CreateAsync(person, password);
            return created.Succeeded
                ? null
                : Refusal.Conflict(string.Join(' ', created.Errors.Select(static error => error.Description)));
        }
        catch (DbUpdateException failure)
            when (failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return Refusal.Conflict($"Somebody with the address {person.Email} was added at this moment.");
        }
    }

    /// <summary>What is wrong, by field.</summary>
    public static Dictionary<string, string[]> Check(string? email, string? displayName, string? role)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (!IsAddress(email?.Trim() ?? ""))
        {
            errors["email"] = ["Must be an e-mail address."];
        }

        if (!IsName(displayName?.Trim() ?? ""))
        {
            errors["displayName"] = [$"Give a name of at most {NameLength} characters on one line."];
        }

        if (!IsRole(role))
        {
            errors["role"] = ["Must be viewer, operator, manager or admin."];
        }

        return errors;
    }

    /// <summary>Whether it can be the address of anybody: with a sign before the @, and of letters that can be stored.</summary>
    public static bool IsAddress(string email) =>
        email.Length is >= 3 and <= EmailLength
        && email.IndexOf('@', StringComparison.Ordinal) > 0
        && SingleLine.Is(email);

    private static bool IsName(string name) => name.Length is > 0 and <= NameLength && SingleLine.Is(name);

    private static bool IsRole(string? name) => Enum.GetNames<Role>().Contains(name, StringComparer.OrdinalIgnoreCase);
}
