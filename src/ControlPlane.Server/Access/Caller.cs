using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Platform.Hosting.Http;

namespace ControlPlane.Server.Access;

/// <summary>What is known of whoever calls: a person with a role, or an agent key with scopes.</summary>
internal static class Caller
{
    public const string RoleClaim = ClaimTypes.Role;
    public const string ScopeClaim = "scope";
    public const string KeyClaim = "key_id";
    public const string AgentClaim = "agent_id";
    public const string SessionClaim = "session_id";
    public const string MustChangePasswordClaim = "must_change_password";

    /// <summary>Null for an agent key.</summary>
    public static Guid? PersonId(this ClaimsPrincipal caller) => caller.IdOf(ClaimTypes.NameIdentifier);

    /// <summary>Null for an agent key, which has scopes instead.</summary>
    public static Role? Role(this ClaimsPrincipal caller) =>
        Enum.TryParse<Role>(caller.FindFirstValue(RoleClaim), ignoreCase: true, out var role) ? role : null;

    /// <summary>The agent a key is bound to; null for a key that may write for any agent, and for a person.</summary>
    public static Guid? AgentId(this ClaimsPrincipal caller) => caller.IdOf(AgentClaim);

    /// <summary>The token that was shown: an agent key or a personal token. Null behind a cookie.</summary>
    public static Guid? KeyId(this ClaimsPrincipal caller) => caller.IdOf(KeyClaim);

    /// <summary>The session of a browser. Null for whoever shows a token.</summary>
    public static Guid? SessionId(this ClaimsPrincipal caller) => caller.IdOf(SessionClaim);

    public static bool HasScope(this ClaimsPrincipal caller, string scope) => caller.HasClaim(ScopeClaim, scope);

    public static bool IsAgentKey(this ClaimsPrincipal caller) => caller.KeyId() is not null && caller.Role() is null;

    public static bool MustChangePassword(this ClaimsPrincipal caller) =>
        caller.HasClaim(MustChangePasswordClaim, "true");

    /// <summary>
    /// Null if the caller has the role. Actions ask this themselves, because a page calls them without passing an
    /// endpoint's policy.
    /// </summary>
    public static Refusal? Lacks(this ClaimsPrincipal caller, Role role) =>
        caller.Role() >= role
            ? null
            : Refusal.Forbidden($"This needs the role {Name(role)}; you are {Name(caller.Role())}.");

    private static string Name(Role? role) => role?.ToString().ToLowerInvariant() ?? "an agent";

    private static Guid? IdOf(this ClaimsPrincipal caller, string claim) =>
        Guid.TryParse(caller.FindFirstValue(claim), out var id) ? id : null;
}
