using System.Globalization;
using System.Security.Claims;
using System.Text.Json.Nodes;
using ControlPlane.Domain.Runs;
using ControlPlane.Server.Access;
using ControlPlane.Server.Platform.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ControlPlane.Server.Runs.Api;

internal static class RunEndpoints
{
    private const int DefaultLimit = 50;
    private const int LargestLimit = 500;

    public static void MapRunEndpoints(this WebApplication app)
    {
        var read = app.MapGroup("/api/v1/runs").WithTags("Runs").RequireAuthorization(Policies.Viewer);
        read.MapGet("", List).WithName("ListRuns");
        read.MapGet("{id:guid}", Get).WithName("GetRun");
        read.MapGet("{id:guid}/steps", Steps).WithName("ListSteps");
        read.MapGet("{id:guid}/steps/{stepId}", Step).WithName("GetStep");

        var write = app.MapGroup("/api/v1/runs").WithTags("Runs").RequireAuthorization(Policies.Run);
        write.MapPost("", Start).WithName("StartRun");
        write.MapPost("{id:guid}/steps", Report).WithName("ReportSteps");
        write.MapPost("{id:guid}/complete", Complete).WithName("CompleteRun");
    }

    private static async Task<IResult> List(
        [AsParameters] RunListQuery query,
        RunQueries runs,
        CancellationToken cancellation
    )
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var filter = query.ToFilter(errors);
        var limit = Limit(query.Limit, errors);
        if (errors.Count > 0)
        {
            return TypedResults.ValidationProblem(errors);
        }

        try
        {
            var (items, next) = await runs.ListDetailsAsync(filter, query.Cursor, limit, cancellation);
            return TypedResults.Ok(new ListJson<RunJson>([.. items.Select(static run => RunJson.Of(run))], next));
        }
        catch (FormatException)
        {
            return Invalid("cursor", "Not a cursor of this list.");
        }
    }

    private static async Task<Results<Ok<RunJson>, ProblemHttpResult>> Get(
        Guid id,
        RunQueries runs,
        CancellationToken cancellation
    ) => await FindAsync(id, runs, cancellation) is { } run ? TypedResults.Ok(run) : NoSuchRun();

    private static async Task<IResult> Steps(
        Guid id,
        string? cursor,
        int? limit,
        bool? content,
        RunQueries runs,
        CancellationToken cancellation
    )
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var size = Limit(limit, errors);
        var skip = 0;
        if (cursor is not null && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out skip))
        {
            errors["cursor"] = ["Not a cursor of this list."];
        }

        if (errors.Count > 0)
        {
            return TypedResults.ValidationProblem(errors);
        }

        if (await runs.FindAsync(id, cancellation) is null)
        {
            return NoSuchRun();
        }

        var all = await runs.StepsAsync(id, cancellation);
        var page = all.Skip(skip).Take(size).ToArray();
        var contents = content is false
            ? new Dictionary<Guid, StepContent>()
            : await runs.ContentsAsync(id, [.. page.Select(static step => step.Facts.Key)], cancellation);
        var ids = all.ToDictionary(static step => step.Facts.Key, static step => step.Facts.Id);
        var next = skip + page.Length < all.Count ? (skip + page.Length).ToString(CultureInfo.InvariantCulture) : null;
        return TypedResults.Ok(
            new ListJson<StepJson>(
                [.. page.Select(step => StepJson.Of(step, contents.GetValueOrDefault(step.Facts.Key), ids))],
                next
            )
        );
    }

    private static async Task<IResult> Step(Guid id, string stepId, RunQueries runs, CancellationToken cancellation)
    {
        var all = await runs.StepsAsync(id, cancellation);
        if (all.FirstOrDefault(step => step.Facts.Id == stepId) is not { } row)
        {
            return TypedResults.Problem("There is no such step.", statusCode: StatusCodes.Status404NotFound);
        }

        var detail = await runs.OpenStepAsync(id, row.Facts.Key, cancellation);
        var ids = all.ToDictionary(static step => step.Facts.Key, static step => step.Facts.Id);
        return TypedResults.Ok(
            new StepDetailJson(
                StepJson.Of(row, detail?.Content, ids),
                detail?.CostLines ?? [],
                detail?.PriceNote,
                detail?.Raw
            )
        );
    }

    private static async Task<IResult> Start(
        StartRunRequest request,
        ClaimsPrincipal user,
        StartRun start,
        RunQueries runs,
        CancellationToken cancellation
    )
    {
        var outcome = await start.RunAsync(request, user.RunCaller(), cancellation);
        if (outcome is not RunOutcome.Done done)
        {
            return Refusal(outcome);
        }

        var run = (await FindAsync(done.RunId, runs, cancellation))!;
        return TypedResults.Created($"/api/v1/runs/{run.Id}", run);
    }

    private static async Task<IResult> Report(
        Guid id,
        ReportStepsRequest request,
        ClaimsPrincipal user,
        ReportSteps report,
        CancellationToken cancellation
    )
    {
        try
        {
            var (outcome, answer) = await report.RunAsync(id, request, user.RunCaller(), cancellation);
            return answer is null ? Refusal(outcome) : TypedResults.Ok(answer);
        }
        catch (Exception busy) when (busy is Recording.RecorderBusyException or Recording.StoreLostException)
        {
            return Busy();
        }
    }

    private static async Task<IResult> Complete(
        Guid id,
        CompleteRunRequest request,
        ClaimsPrincipal user,
        CompleteRun complete,
        RunQueries runs,
        CancellationToken cancellation
    )
    {
        var outcome = await complete.RunAsync(id, request, user.RunCaller(), cancellation);
        return outcome is RunOutcome.Done done
            ? TypedResults.Ok(await FindAsync(done.RunId, runs, cancellation))
            : Refusal(outcome);
    }

    private static async Task<RunJson?> FindAsync(Guid id, RunQueries runs, CancellationToken cancellation)
    {
        if (await runs.FindAsync(id, cancellation) is not { } run)
        {
            return null;
        }

        var output = await runs.OutputAsync(run, cancellation);
        return RunJson.Of(run, output);
    }

    private static int Limit(int? limit, Dictionary<string, string[]> errors)
    {
        if (limit is < 1 or > LargestLimit)
        {
            errors["limit"] = [string.Create(CultureInfo.InvariantCulture, $"From 1 to {LargestLimit}.")];
        }

        return limit ?? DefaultLimit;
    }

    private static IResult Refusal(RunOutcome outcome) =>
        outcome switch
        {
            RunOutcome.Invalid invalid => TypedResults.ValidationProblem(invalid.Errors),
            RunOutcome.Forbidden forbidden => TypedResults.Problem(
                forbidden.Reason,
                statusCode: StatusCodes.Status403Forbidden
            ),
            RunOutcome.Conflict conflict => TypedResults.Problem(
                conflict.Reason,
                statusCode: StatusCodes.Status409Conflict
            ),
            _ => NoSuchRun(),
        };

    private static IResult Invalid(string field, string error) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [error] });

    private static ProblemHttpResult NoSuchRun() =>
        TypedResults.Problem("There is no such run.", statusCode: StatusCodes.Status404NotFound);

    private static IResult Busy() => new BusyResult();
}

/// <param name="CostLines">How the cost was computed.</param>
/// <param name="Raw">The report as it was stored, after redaction.</param>
internal sealed record StepDetailJson(StepJson Step, IReadOnlyList<CostLine> CostLines, string? Price, JsonNode? Raw);

/// <param name="NextCursor">Opaque; null on the last page.</param>
internal sealed record ListJson<T>(IReadOnlyList<T> Items, string? NextCursor);
