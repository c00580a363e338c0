using ControlPlane.Domain.Prices;
using ControlPlane.Domain.Runs;
using Npgsql;

namespace ControlPlane.Server.Runs.Recording;

/// <summary>
/// Stores a batch of reports: each step once, in its run, with the run's totals brought up to date, all in one
/// transaction. Everything is a function of the set of stored steps, so neither the order of arrival nor the way
/// traffic was cut into requests changes the outcome.
/// </summary>
internal sealed class RecordingTransaction(NpgsqlConnection connection, PriceTable prices, DateTimeOffset now)
{
    private readonly RunPlacement placement = new(connection, now);
    private readonly StepInsertion insertion = new(connection);

    /// <returns>The runs that changed.</returns>
    public async Task<IReadOnlyCollection<Guid>> RunAsync(
        RecordingBatch batch,
        IReadOnlyDictionary<string, NewTrace> traces,
        CancellationToken cancellation
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var sessions = new SessionGrouping(connection, placement);
        await sessions.LockAsync(batch, cancellation);
        await placement.PlaceAsync(batch, traces, cancellation);
        var merging = new RunMerging(connection, placement);
        await new RunClaims(placement, merging).SettleAsync(batch, cancellation);

        var steps = PlaceSteps(batch);
        var contents = Contents(batch, steps);
        var stored = steps.Values.Select(static step => step.Stored).ToArray();
        var changed = await insertion.InsertStepsAsync(stored, cancellation);
        await insertion.InsertContentsAsync(contents, cancellation);
        await sessions.MergeAsync(stored, merging, cancellation);

        var refreshed = changed
            .Concat(placement.Moves.Select(static move => move.Into))
            .Concat(contents.Where(static content => content.Redactions > 0).Select(static content => content.RunId))
            .Select(placement.Find)
            .OfType<OpenRun>()
            .DistinctBy(static run => run.Id)
            .ToArray();
        await new RunSummary(connection, prices, now).RefreshAsync(
            refreshed,
            stored.ToLookup(static step => step.RunId),
            cancellation
        );
        await transaction.CommitAsync(cancellation);
        return
        [
            .. contents
                .Select(static content => content.RunId)
                .Concat(refreshed.Select(static run => run.Id))
                .Concat(placement.Moves.Select(static move => move.From))
                .Distinct(),
        ];
    }

    /// <summary>The same step may stand twice in a batch: the complete report of it counts.</summary>
    private Dictionary<(Guid Run, Guid Key), (StoredStep Stored, ReportedStep Reported)> PlaceSteps(
        RecordingBatch batch
    )
    {
        var placed = new Dictionary<(Guid Run, Guid Key), (StoredStep Stored, ReportedStep Reported)>();
        foreach (var step in batch.Steps)
        {
            if (RunOf(step) is not { } run)
            {
                batch.Reject(step, "The run it names does not exist.");
            }
            else if (step.Report.BoundAgentId is { } agent && agent != run.AgentId)
            {
                batch.Reject(step, "It belongs to a run of another agent than the key's.");
            }
            else if (
                !placed.TryGetValue((run.Id, step.Facts.Key), out var known)
                || (known.Stored.Facts.EndedAt is null && step.Facts.EndedAt is not null)
            )
            {
                var (cost, price) = StepPricing.Of(prices, step.Facts);
                placed[(run.Id, step.Facts.Key)] = (
                    new StoredStep(run.Class, run.RunDay, run.Id, step.Facts, cost, price, now, null),
                    step.Step
                );
            }
        }

        return placed;
    }

    private OpenRun? RunOf(BatchedStep step)
    {
        if (step.Report.RunId is { } named)
        {
            return placement.Find(named);
        }

        if (step.Facts.RunId is { } claimed && placement.Find(claimed) is { } run)
        {
            return run;
        }

        return step.Facts.TraceId is { } trace && placement.RunOfTrace.TryGetValue(trace, out var id)
            ? placement.Find(id)
            : null;
    }

    private List<StoredContent> Contents(
        RecordingBatch batch,
        Dictionary<(Guid Run, Guid Key), (StoredStep Stored, ReportedStep Reported)> steps
    )
    {
        var contents = new List<StoredContent>(steps.Count);
        contents.AddRange(
            steps.Values.Select(static step => new StoredContent(
                step.Stored.Class,
                step.Stored.RunDay,
                step.Stored.RunId,
                step.Stored.Facts.Key,
                StoredContent.StepPart,
                step.Stored.Facts.StartedAt,
                step.Stored.Facts.EndedAt is not null,
                0,
                step.Reported.Cuts,
                step.Reported.Content
            ))
        );
        foreach (var log in batch.Logs)
        {
            if (placement.Find(placement.RunOfTrace[log.Log.TraceId]) is not { } run)
            {
                batch.Reject(log, "The run of its trace does not exist.");
            }
            else if (log.Report.BoundAgentId is { } agent && agent != run.AgentId)
            {
                batch.Reject(log, "It belongs to a run of another agent than the key's.");
            }
            else
            {
                contents.Add(
                    new StoredContent(
                        run.Class,
                        run.RunDay,
                        run.Id,
                        log.Log.StepKey,
                        log.Log.Part,
                        log.Log.At,
                        true,
                        log.Log.Redactions,
                        log.Log.Cuts,
                        log.Log.Content
                    )
                );
            }
        }

        return [.. contents.DistinctBy(static content => (content.RunId, content.StepKey, content.Part))];
    }
}
