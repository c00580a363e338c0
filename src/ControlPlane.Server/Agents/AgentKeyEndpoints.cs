using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Access;
using ControlPlane.Server.Platform.Hosting.Http;

namespace ControlPlane.Server.Agents;

/// <summary>Keys of one agent (S1). The secret is answered once, when a key is made.</summary>
internal static class AgentKeyEndpoints
{
    private const string Root = AgentEndpoints.Root + "/{slug}/keys";

    public static void MapAgentKeys(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(Root, ListAsync)
            .RequireAuthorization(Policies.Viewer)
            .WithTags("Agent keys")
            .Produces<Page<TokenRow>>()
            .ProducesProblem(StatusCodes.Status404NotFound);

        var write = routes
            .MapGroup(Root)
            .RequireAuthorization(Policies.Manager)
            .WithTags("Agent keys")
            .ProducesProblem(StatusCodes.Status404NotFound);
        write
            .MapPost("", IssueAsync)
            .Produces<AgentKeyIssued>(StatusCodes.Status201Created)
            .ProducesValidationProblem();
        write
            .MapPost("/{id:guid}/rotate", RotateAsync)
            .Produces<AgentKeyIssued>(StatusCodes.Status201Created)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status409Conflict);
        write.MapDelete("/{id:guid}", RevokeAsync).Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(
        string slug,
        AgentQueries agents,
        TokenQueries tokens,
        CancellationToken cancellation
    ) =>
        await agents.FindAsync(slug, cancellation) is { } agent
            ? TypedResults.Ok(new Page<TokenRow>(await tokens.AgentKeysAsync(agent.Id, cancellation), null))
            : NoAgent(slug);

    private static async Task<IResult> IssueAsync(
        string slug,
        KeyRequest request,
        AgentQueries agents,
        IssueAgentKey issue,
        HttpContext context,
        CancellationToken cancellation
    )
    {
        if (await agents.FindAsync(slug, cancellation) is not { } agent)
        {
            return NoAgent(slug);
        }

        var key = new NewAgentKey(agent.Id, request.Name, request.Scopes, request.ExpiresAt);
        return Show(context, slug, await issue.HandleAsync(key, context.User, cancellation));
    }

    private static async Task<IResult> RotateAsync(
        string slug,
        Guid id,
        RotateRequest? request,
        AgentQueries agents,
        RotateAgentKey rotate,
        HttpContext context,
        CancellationToken cancellation
    ) =>
        await agents.FindAsync(slug, cancellation) is { } agent
            ? Show(
                context,
                slug,
                await rotate.HandleAsync(agent.Id, id, request?.OverlapMinutes, context.User, cancellation)
            )
            : NoAgent(slug);

    private static async Task<IResult> RevokeAsync(
        string slug,
        Guid id,
        AgentQueries agents,
        RevokeToken revoke,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    ) =>
        await agents.FindAsync(slug, cancellation) is { } agent
            ? (await revoke.AgentKeyAsync(agent.Id, id, caller, cancellation)).ToHttp(static _ =>
                TypedResults.NoContent()
            )
            : NoAgent(slug);

    private static IResult NoAgent(string slug) => Refusal.Missing($"There is no agent {slug}.").ToHttp();

    private static IResult Show(HttpContext context, string slug, Outcome<IssuedToken> outcome)
    {
        context.Response.Headers.CacheControl = "no-store";
        return outcome.ToHttp(issued => TypedResults.Created((string?)null, AgentKeyIssued.Of(slug, issued)));
    }

    /// <param name="Scopes">Null means <c>ingest</c> and <c>run</c>.</param>
    private sealed record KeyRequest(string? Name, IReadOnlyList<string>? Scopes, DateTimeOffset? ExpiresAt);

    private sealed record RotateRequest(int? OverlapMinutes);
}

/// <summary>A key that was just made.</summary>
/// <param name="Secret">The whole key. It cannot be read again.</param>
internal sealed record AgentKeyIssued(
    Guid Id,
    string Agent,
    string Name,
    string? Prefix,
    IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt,
    string? CreatedBy,
    DateTimeOffset? ExpiresAt,
    TokenState State,
    string Secret
)
{
    public static AgentKeyIssued Of(string agent, IssuedToken issued) =>
        new(
            issued.Token.Id,
            agent,
            issued.Token.Name,
            issued.Token.Prefix,
            issued.Token.Scopes,
            issued.Token.CreatedAt,
            issued.Token.CreatedBy,
            issued.Token.ExpiresAt,
            issued.Token.State,
            issued.Secret
        );
}
