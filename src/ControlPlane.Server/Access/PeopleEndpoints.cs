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
        group
            .MapPost("/invitations", InviteAsync)
            .Produces<IssuedLink>(StatusCodes.Status201Created)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status409Conflict);
        group
            .MapPatch("/{id:guid}", ChangeAsync)
            .Produces<PersonRow>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        group
            .MapPost("/{id:guid}/password-reset", ResetAsync)
            .Produces<IssuedLink>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status404NotFound)
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

    private static async Task<IResult> InviteAsync(
        NewInvitation invitation,
        InvitePerson invite,
        HttpContext context
    ) => Show(context, await invite.HandleAsync(invitation, context.User));

    private static async Task<IResult> ChangeAsync(
        Guid id,
        PersonChange fields,
        ChangePerson change,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    ) => (await change.HandleAsync(id, fields, caller, cancellation)).ToHttp(static row => TypedResults.Ok(row));

    private static async Task<IResult> ResetAsync(
        Guid id,
        ResetPassword reset,
        HttpContext context,
        CancellationToken cancellation
    ) => Show(context, await reset.HandleAsync(id, context.User, cancellation));

    private static IResult Show(HttpContext context, Outcome<IssuedLink> outcome)
    {
        context.Response.Headers.CacheControl = "no-store";
        return outcome.ToHttp(static link => TypedResults.Created((string?)null, link));
    }
}
