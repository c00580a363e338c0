using System.Security.Claims;

namespace ControlPlane.Server.Access;

/// <summary>Tells callers what they are known as: the first thing to ask when something is refused.</summary>
/// <param name="Kind"><c>person</c> or <c>agent_key</c>.</param>
/// <param name="AgentId">Null for a key that may write for any agent.</param>
internal sealed record WhoAmI(
    string Kind,
    string? Name,
    Guid? PersonId,
    string? Role,
    Guid? KeyId,
    Guid? AgentId,
    IReadOnlyList<string> Scopes
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/whoami", static (ClaimsPrincipal caller) => TypedResults.Ok(Of(caller)))
            .RequireAuthorization(Policies.Known)
            .WithTags("Access");

    private static WhoAmI Of(ClaimsPrincipal caller) =>
        new(
            caller.IsAgentKey() ? "agent_key" : "person",
            caller.Identity?.Name,
            caller.PersonId(),
            caller.Role()?.ToString().ToLowerInvariant(),
            caller.KeyId(),
            caller.AgentId(),
            [.. caller.FindAll(Caller.ScopeClaim).Select(static claim => claim.Value)]
        );
}
