using System.Security.Claims;
using ControlPlane.Server.Access;
using ControlPlane.Server.Platform.Hosting.Http;

namespace ControlPlane.Server.Runs.Retention;

/// <summary>How long runs are kept (T11).</summary>
internal static class RetentionEndpoints
{
    public static void MapRetention(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/v1/retention", ListAsync)
            .RequireAuthorization(Policies.Viewer)
            .WithTags("Retention")
            .Produces<Page<RetentionState>>();
        routes
            .MapPut("/api/v1/retention", ChangeAsync)
            .RequireAuthorization(Policies.Admin)
            .WithTags("Retention")
            .Produces<RetentionDays>()
            .ProducesValidationProblem();
    }

    private static async Task<IResult> ListAsync(RetentionQueries queries, CancellationToken cancellation) =>
        TypedResults.Ok(new Page<RetentionState>(await queries.StateAsync(cancellation), null));

    private static async Task<IResult> ChangeAsync(
        RetentionDays days,
        ChangeRetention change,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    ) => (await change.HandleAsync(days, caller, cancellation)).ToHttp(static now => TypedResults.Ok(now));
}
