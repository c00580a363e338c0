using System.Security.Claims;
using ControlPlane.Server.Audit;
using Microsoft.AspNetCore.Identity;

namespace ControlPlane.Server.Access;

internal enum SignInAnswer
{
    Done,
    Wrong,
    Locked,
    Disabled,
}

/// <param name="LockedFor">How long until the next attempt counts; zero if it is not locked.</param>
internal sealed record SignInResult(SignInAnswer Answer, TimeSpan LockedFor = default);

/// <summary>Signs a person in with e-mail address and password. Five failures lock the account for five minutes.</summary>
[Audits(AccessAudit.SignInFailed, AccessAudit.Locked)]
internal sealed class SignIn(
    SignInManager<Person> signIn,
    StartSession session,
    PasswordAttempts attempts,
    UnknownAddresses unknown,
    IPasswordHasher<Person> hasher,
    AuditTrail audit
)
{
    public static readonly string LockReason = $"{PasswordAttempts.Limit} wrong passwords in a row.";

    // Verified for addresses nobody has, so that the time it takes does not tell which ones exist.
    private static readonly Person Nobody = new() { DisplayName = "" };
    private static readonly string NobodysHash = new PasswordHasher<Person>().HashPassword(Nobody, "nobody");

    public async Task<SignInResult> HandleAsync(
        string email,
        string password,
        ClaimsPrincipal caller,
        string? userAgent
    )
    {
        var address = email.Trim();
        if (await FindAsync(address) is not { } person)
        {
            return await UnknownAsync(address, password, caller);
        }

        var attempt = await attempts.TryAsync(person, password);
        if (!attempt.Right)
        {
            await audit.WriteAsync(Refused(person, attempt, caller.Actor()));
            return Failed(attempt.LockedFor);
        }

        if (person.Disabled)
        {
            await audit.WriteAsync(Refused(AccessAudit.Subject(person), "The account is disabled.", caller.Actor()));
            return new(SignInAnswer.Disabled);
        }

        await session.HandleAsync(person, caller, userAgent);
        return new(SignInAnswer.Done);
    }

    // What cannot be an address is not asked for: the database refuses some signs.
    private async Task<Person?> FindAsync(string address) =>
        AddPerson.IsAddress(address) ? await signIn.UserManager.FindByEmailAsync(address) : null;

    private async Task<SignInResult> UnknownAsync(string address, string password, ClaimsPrincipal caller)
    {
        var key = AddPerson.IsAddress(address) ? signIn.UserManager.NormalizeEmail(address)! : "";
        var lockedFor = unknown.Count(key);
        if (lockedFor is { Ticks: 0 } || lockedFor == PasswordAttempts.Lock)
        {
            hasher.VerifyHashedPassword(Nobody, NobodysHash, password);
        }

        // What is no address may be a password in the wrong field.
        var name = key.Length > 0 ? address : "not an address";
        await audit.WriteAsync(Refused(new("person", null, name), "Nobody has this address.", caller.Actor()));
        return Failed(lockedFor);
    }

    private static IEnumerable<AuditFact> Refused(Person person, PasswordAttempt attempt, AuditActor actor)
    {
        var subject = AccessAudit.Subject(person);
        yield return Refused(subject, attempt.Counted ? "The password is wrong." : "The account is locked.", actor);
        if (attempt is { Counted: true, LockedFor.Ticks: > 0 })
        {
            yield return new(actor, AccessAudit.Locked, subject, Reason: LockReason);
        }
    }

    private static AuditFact Refused(AuditSubject subject, string why, AuditActor actor) =>
        new(actor, AccessAudit.SignInFailed, subject, Reason: why);

    private static SignInResult Failed(TimeSpan lockedFor) =>
        lockedFor > TimeSpan.Zero ? new(SignInAnswer.Locked, lockedFor) : new(SignInAnswer.Wrong);
}
