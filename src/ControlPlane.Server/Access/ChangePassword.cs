using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Platform.Storage;
using Microsoft.AspNetCore.Identity;

namespace ControlPlane.Server.Access;

/// <summary>Lets callers choose a new password. Every other session of theirs ends at once.</summary>
[Audits(AccessAudit.PasswordChanged, AccessAudit.PasswordRefused, AccessAudit.Locked)]
internal sealed class ChangePassword(
    ControlPlaneDb database,
    AuditTrail audit,
    SignInManager<Person> signIn,
    UserManager<Person> people,
    PasswordAttempts attempts,
    KnownSessions known,
    TopicAnnouncer announcer,
    TimeProvider time
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
            await audit.WriteAsync(Refused(person, attempt, caller.Actor()));
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
        var session = caller.SessionId();
        await EndSessions.MarkAsync(database, person.Id, session, time.GetUtcNow(), CancellationToken.None);
        var changed = await people.ChangePasswordAsync(person, current, chosen);
        if (!changed.Succeeded)
        {
            return Refusal.Field("chosen", string.Join(' ', changed.Errors.Select(static error => error.Description)));
        }

        known.Forget(person.Id);
        if (session is { } own)
        {
            await StartSession.RenewAsync(signIn, person, own);
        }

        announcer.Announce(PersonTopics.Of(person.Id));
        return true;
    }

    private static IEnumerable<AuditFact> Refused(Person person, PasswordAttempt attempt, AuditActor actor)
    {
        var subject = AccessAudit.Subject(person);
        var why = attempt.Counted ? "The current password is wrong." : "The account is locked.";
        yield return new(actor, AccessAudit.PasswordRefused, subject, Reason: why);
        if (attempt is { Counted: true, LockedFor.Ticks: > 0 })
        {
            yield return new(actor, AccessAudit.Locked, subject, Reason: SignIn.LockReason);
        }
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
