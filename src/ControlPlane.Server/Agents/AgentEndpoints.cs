using System.Security.Claims;
using System.Text.Json;
using ControlPlane.Server.Access;
using ControlPlane.Server.Platform.Hosting.Http;

namespace ControlPlane.Server.Agents;

internal static class AgentEndpoints
{
    public const string Root = "/api/v1/agents";

    public static void MapAgentList(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup(Root).RequireAuthorization(Policies.Viewer).WithTags("Agents");
        read.MapGet("", ListAsync).Produces<Page<AgentRow>>().ProducesValidationProblem();
        read.MapGet("/{slug}", FindAsync).Produces<AgentRow>().ProducesProblem(StatusCodes.Status404NotFound);

        var write = routes.MapGroup(Root).RequireAuthorization(Policies.Manager).WithTags("Agents");
        write
            .MapPost("", RegisterAsync)
            .Produces<AgentRow>(StatusCodes.Status201Created)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status409Conflict);
        write
            .MapPatch("/{slug}", ChangeAsync)
            .Produces<AgentRow>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound);
        routes
            .MapDelete(Root + "/{slug}", DeleteAsync)
            .RequireAuthorization(Policies.Admin)
            .WithTags("Agents")
            .Produces<DeletedAgent>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> DeleteAsync(
        string slug,
        AgentQueries agents,
        DeleteAgent delete,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    ) =>
        await agents.FindAsync(slug, cancellation) is { } agent
            // Goes on if the caller does not wait: half a deletion is no use to anybody.
            ? (await delete.HandleAsync(agent.Id, caller, null, CancellationToken.None)).ToHttp(static done =>
                TypedResults.Ok(done)
            )
            : Refusal.Missing($"There is no agent {slug}.").ToHttp();

    private static async Task<IResult> ListAsync(
        string? limit,
        string? cursor,
        AgentQueries agents,
        CancellationToken cancellation
    )
    {
        var page = PageRequest.Read(limit, cursor);
        return page.Done ? TypedResults.Ok(await agents.ListAsync(page.Value, cancellation)) : page.Refusal.ToHttp();
    }

    private static async Task<IResult> FindAsync(string slug, AgentQueries agents, CancellationToken cancellation) =>
        await agents.FindAsync(slug, cancellation) is { } agent
            ? TypedResults.Ok(agent)
            : Refusal.Missing($"There is no agent {slug}.").ToHttp();

    private static async Task<IResult> RegisterAsync(
        NewAgent agent,
        RegisterAgent register,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    ) =>
        (await register.HandleAsync(agent, caller, cancellation)).ToHttp(static row =>
            TypedResults.Created($"{Root}/{Uri.EscapeDataString(row.Slug)}", row)
        );

    private static async Task<IResult> ChangeAsync(
        string slug,
        Dictionary<string, JsonElement> fields,
        ChangeAgent change,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    ) => (await change.HandleAsync(slug, fields, caller, cancellation)).ToHttp(static row => TypedResults.Ok(row));
}
