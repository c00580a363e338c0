using System.Security.Claims;
using ControlPlane.Server.Platform.Hosting.Http;

namespace ControlPlane.Server.Access;

internal static class PeopleEndpoints
{
    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/people").RequireAuthorization(Policies.Admin).WithTags("People");
        group.MapGet("", ListAsync).Produces<Page<PersonRow>>().ProducesValidationProblem();
        group
            .MapPost("", AddAsync)
            .Produces<PersonRow>(StatusCodes.Status201Created)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ListAsync(
        string? limit,
        string? cursor,
        PeopleQueries people,
        CancellationToken cancellation
    )
    {
        var page = PageRequest.Read(limit, cursor);
        return page.Done ? TypedResults.Ok(await people.ListAsync(page.Value, cancellation)) : page.Refusal.ToHttp();
    }

    private static async Task<IResult> AddAsync(NewPerson person, AddPerson add, ClaimsPrincipal caller) =>
        (await add.HandleAsync(person, caller)).ToHttp(static row => TypedResults.Created((string?)null, row));
}
