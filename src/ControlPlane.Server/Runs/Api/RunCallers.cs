using System.Security.Claims;
using ControlPlane.Server.Access;

namespace ControlPlane.Server.Runs.Api;

internal static class RunCallers
{
    /// <summary>Whose word the request is, as far as runs need to know.</summary>
    public static RunCaller RunCaller(this ClaimsPrincipal user) =>
        new(user.AgentId(), user.Identity?.Name ?? user.KeyId()?.ToString() ?? "unknown");
}
