using System.Security.Claims;
using ControlPlane.Server.Access;
using ControlPlane.Server.Platform.Hosting.Http;

namespace ControlPlane.Server.Demonstration;

internal static class DemonstrationEndpoints
{
    private const string Root = "/api/v1/demonstration";

    public static void MapDemonstration(this WebApplication app)
    {
        var routes = app.MapGroup(Root).WithTags("Demonstration");
        routes
            .MapGet(
                "",
                static (DemonstrationQueries queries, CancellationToken cancellation) =>
                    queries.StateAsync(cancellation)
            )
            .RequireAuthorization(Policies.Viewer);
        routes
            .MapPost("/agents", RegisterAsync)
            .RequireAuthorization(Policies.Run)
            .Produces<RegisteredCast>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status403Forbidden);
        routes.MapDelete("", RemoveAsync).RequireAuthorization(Policies.Admin).Produces<RemovalProgress>();
    }

    private static async Task<IResult> RegisterAsync(
        DemonstrationCast cast,
        RegisterDemonstrationAgents register,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    ) => (await register.HandleAsync(cast, caller, cancellation)).ToHttp(static done => TypedResults.Ok(done));

    // Goes on if the caller does not wait: half a removal is no use to anybody.
    private static async Task<IResult> RemoveAsync(RemoveDemonstration remove, ClaimsPrincipal caller) =>
        (await remove.HandleAsync(caller, null, CancellationToken.None)).ToHttp(static done => TypedResults.Ok(done));
}
