using System.Security.Claims;
using System.Text.Json.Nodes;
using ControlPlane.Domain.Runs;
using ControlPlane.Server.Access;
using ControlPlane.Server.Platform.Hosting.Http;

namespace ControlPlane.Server.Runs.Api;

internal static class RunEndpoints
{
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
        var (filter, page, errors) = query.Read();
        if (errors.Count > 0)
        {
            return Refusal.Fields(errors).ToHttp();
        }

        var (items, next) = await runs.ListDetailsAsync(filter, page, cancellation);
        return TypedResults.Ok(new Page<RunJson>([.. items.Select(static run => RunJson.Of(run))], next));
    }

    private static async Task<IResult> Get(Guid id, RunQueries runs, CancellationToken cancellation) =>
        await FindAsync(id, runs, cancellation) is { } run ? TypedResults.Ok(run) : RunRefusals.NoSuchRun.ToHttp();

    private static async Task<IResult> Steps(
        Guid id,
        string? cursor,
        string? limit,
        bool? content,
        RunQueries runs,
        StepPages steps,
        CancellationToken cancellation
    )
    {
        var part = PageRequest.Read(limit, cursor);
        if (!part.Done)
        {
            return part.Refusal.ToHttp();
        }

        if (await runs.FindAsync(id, cancellation) is null)
        {
            return RunRefusals.NoSuchRun.ToHttp();
        }

        var page = await steps.ReadAsync(id, part.Value, cancellation);
        var contents = content is false
            ? new Dictionary<Guid, StepContent>()
            : await runs.ContentsAsync(id, [.. page.Items.Select(static step => step.Facts.Key)], cancellation);
        var ids = await steps.CountedAsync(id, page.Items, cancellation);
        return TypedResults.Ok(
            new Page<StepJson>(
                [.. page.Items.Select(step => StepJson.Of(step, contents.GetValueOrDefault(step.Facts.Key), ids))],
                page.NextCursor
            )
        );
    }

    private static async Task<IResult> Step(
        Guid id,
        string stepId,
        RunQueries runs,
        StepPages steps,
        CancellationToken cancellation
    )
    {
        if (await steps.FindAsync(id, stepId, cancellation) is not { } row)
        {
            return Refusal.Missing("There is no such step.").ToHttp();
        }

        var detail = await runs.OpenStepAsync(id, row.Facts.Key, cancellation);
        var ids = await steps.CountedAsync(id, [row], cancellation);
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
        if (!outcome.Done)
        {
            return outcome.Refusal.ToHttp();
        }

        var run = (await FindAsync(outcome.Value, runs, cancellation))!;
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
            var outcome = await report.RunAsync(id, request, user.RunCaller(), cancellation);
            return outcome.ToHttp(TypedResults.Ok);
        }
        catch (Exception busy) when (busy is Recording.RecorderBusyException or Recording.StoreLostException)
        {
            return new BusyResult();
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
        return outcome.Done
            ? TypedResults.Ok(await FindAsync(outcome.Value, runs, cancellation))
            : outcome.Refusal.ToHttp();
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
}

/// <param name="CostLines">How the cost was computed.</param>
/// <param name="Raw">The report as it was stored, after redaction.</param>
internal sealed record StepDetailJson(StepJson Step, IReadOnlyList<CostLine> CostLines, string? Price, JsonNode? Raw);
