using System.Security.Claims;
using ControlPlane.Server.Access;
using ControlPlane.Server.Platform.Hosting.Http;

namespace ControlPlane.Server.Redaction;

/// <summary>The installation's own redaction patterns (T10).</summary>
internal static class RedactionEndpoints
{
    private const string Root = "/api/v1/redaction";

    public static void MapPatterns(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup(Root).RequireAuthorization(Policies.Manager).WithTags("Redaction");
        read.MapGet("/patterns", ListAsync).Produces<Page<PatternRow>>();
        read.MapPost("/try", TryAsync).Produces<TriedRedaction>().ProducesValidationProblem();

        var write = routes.MapGroup(Root + "/patterns").RequireAuthorization(Policies.Admin).WithTags("Redaction");
        write
            .MapPost("", AddAsync)
            .Produces<PatternRow>(StatusCodes.Status201Created)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status409Conflict);
        write
            .MapPatch("/{id:guid}", ChangeAsync)
            .Produces<PatternRow>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound);
        write
            .MapDelete("/{id:guid}", DeleteAsync)
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(RedactionQueries queries, CancellationToken cancellation) =>
        TypedResults.Ok(new Page<PatternRow>(await queries.ListAsync(cancellation), null));

    private static async Task<IResult> TryAsync(Trial trial, TryRedaction redaction, CancellationToken cancellation) =>
        trial.Text is { Length: <= TryRedaction.LongestText } text
            ? TypedResults.Ok(await redaction.RunAsync(text, null, null, cancellation))
            : Refusal.Field("text", $"Give a text of at most {TryRedaction.LongestText} characters.").ToHttp();

    private static async Task<IResult> AddAsync(
        PatternFields fields,
        SavePattern save,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    ) =>
        (await save.AddAsync(fields, caller, cancellation)).ToHttp(static row =>
            TypedResults.Created((string?)null, row)
        );

    private static async Task<IResult> ChangeAsync(
        Guid id,
        PatternFields fields,
        SavePattern save,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    ) => (await save.ChangeAsync(id, fields, caller, cancellation)).ToHttp(static row => TypedResults.Ok(row));

    private static async Task<IResult> DeleteAsync(
        Guid id,
        DeletePattern delete,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    ) => (await delete.HandleAsync(id, caller, cancellation)).ToHttp(static _ => TypedResults.NoContent());

    private sealed record Trial(string? Text);
}
