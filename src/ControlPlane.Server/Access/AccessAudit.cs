using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Audit;

namespace ControlPlane.Server.Access;

/// <summary>What this capability writes to the audit log, and how callers appear there.</summary>
internal static class AccessAudit
{
    public const string SignedIn = "sign_in.person";
    public const string SignInFailed = "refuse.sign_in";
    public const string Locked = "lock.person";
    public const string SignedOut = "sign_out.person";
    public const string PasswordChanged = "change.password";
    public const string PersonAdded = "add.person";
    public const string KeyIssued = "issue.agent_key";
    public const string KeyRotated = "rotate.agent_key";
    public const string KeyRevoked = "revoke.agent_key";
    public const string TokenIssued = "issue.personal_token";
    public const string TokenRevoked = "revoke.personal_token";
    public const string TokenEnded = "end.token";
    public const string SessionEnded = "end.session";
    public const string PasswordRefused = "refuse.password_change";
    public const string PersonInvited = "invite.person";
    public const string InvitationAccepted = "accept.invitation";
    public const string PersonChanged = "change.person";
    public const string PersonDisabled = "disable.person";
    public const string PersonEnabled = "enable.person";
    public const string PasswordReset = "reset.password";
    public const string PasswordChosen = "choose.password";
    public const string PasswordApplied = "apply.password";
    public const string TokenApplied = "apply.token";

    public static AuditActor Actor(this ClaimsPrincipal caller)
    {
        var address = caller.SourceAddress();
        return caller.PersonId() is { } person
                ? new("person", person.ToString(), NameOf(caller), address, caller.Reason())
            : caller.KeyId() is { } key ? new("agent_key", key.ToString(), NameOf(caller), address)
            : new("nobody", null, "nobody", address);
    }

    public static AuditSubject Subject(Person person) => new("person", person.Id.ToString(), person.Email!);

    /// <summary>What may be told of a person.</summary>
    public static object State(Person person) =>
        new
        {
            person.Email,
            person.DisplayName,
            person.Role,
            person.Disabled,
            person.MustChangePassword,
        };

    public static AuditSubject Subject(AccessToken token) =>
        new(token.Kind == TokenKind.Agent ? "agent_key" : "personal_token", token.Id.ToString(), token.Name);

    /// <summary>What may be told of a token.</summary>
    public static object State(AccessToken token) =>
        new
        {
            token.Name,
            Prefix = token.Setting is null ? token.Prefix : null,
            token.AgentId,
            token.PersonId,
            token.Scopes,
            token.ExpiresAt,
            token.RevokedAt,
            token.ReplacedBy,
        };

    private static string NameOf(ClaimsPrincipal caller) => caller.Identity?.Name ?? "somebody";
}
