using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Storage;
using Microsoft.AspNetCore.Identity;

namespace ControlPlane.Server.Access;

/// <summary>Lets callers choose a new password. Every other session of theirs ends within a minute.</summary>
[Audits(AccessAudit.PasswordChanged)]
internal sealed class ChangePassword(
    ControlPlaneDb database,
    AuditTrail audit,
    SignInManager<Person> signIn,
    UserManager<Person> people,
    PasswordAttempts attempts
)
{
    public async Task<Outcome<bool>> HandleAsync(string current, string chosen, string repeated, ClaimsPrincipal caller)
    {
        if (await people.GetUserAsync(caller) is not { } person)
        {
            return Refusal.Forbidden("Only a person has a password.");
        }

        if (Check(current, chosen, repeated) is { } refusal)
        {
            return refusal;
        }

        var attempt = await attempts.TryAsync(person, current);
        if (!attempt.Right)
        {
            return Refusal.Field(
                "current",
                attempt.LockedFor > TimeSpan.Zero
                    ? "Too many wrong passwords. Wait five minutes."
                    : "Is not your password."
            );
        }

        audit.Add(
            database,
            new(
                caller.Actor(),
                AccessAudit.PasswordChanged,
                AccessAudit.Subject(person),
                new { person.MustChangePassword },
                new { MustChangePassword = false }
            )
        );
        person.MustChangePassword = false;
        var changed = await people.ChangePasswordAsync(person, current, chosen);
        if (!changed.Succeeded)
        {
            return Refusal.Field("chosen", string.Join(' ', changed.Errors.Select(static error => error.Description)));
        }

        await signIn.RefreshSignInAsync(person);
        return true;
    }

    private static Refusal? Check(string current, string chosen, string repeated)
    {
        if (chosen.Length < Passwords.MinimumLength)
        {
            return Refusal.Field("chosen", $"Needs at least {Passwords.MinimumLength} characters.");
        }

        if (string.Equals(chosen, current, StringComparison.Ordinal))
        {
            return Refusal.Field("chosen", "Must differ from the password you have now.");
        }

        return string.Equals(chosen, repeated, StringComparison.Ordinal)
            ? null
            : Refusal.Field("repeated", "Is not the same as the new password.");
    }
}
