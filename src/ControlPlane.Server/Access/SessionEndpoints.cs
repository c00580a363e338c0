using System.Security.Claims;
using ControlPlane.Server.Platform.Hosting.Http;

namespace ControlPlane.Server.Access;

/// <summary>The caller's own sessions in browsers.</summary>
internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/sessions").RequireAuthorization(Policies.Viewer).WithTags("Sessions");
        group.MapGet("", ListAsync).Produces<Page<SessionRow>>();
        group
            .MapDelete("/{id:guid}", EndAsync)
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("", EndOthersAsync).Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(
        SessionQueries sessions,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    ) => TypedResults.Ok(new Page<SessionRow>(await sessions.OpenAsync(caller, cancellation), null));

    private static async Task<IResult> EndAsync(
        Guid id,
        EndSessions end,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    ) => (await end.OneAsync(id, caller, cancellation)).ToHttp(static _ => TypedResults.NoContent());

    private static async Task<IResult> EndOthersAsync(
        EndSessions end,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    ) => (await end.OthersAsync(caller, cancellation)).ToHttp(static _ => TypedResults.NoContent());
}
