using System.Globalization;
using ControlPlane.Domain.Runs;
using Npgsql;

namespace ControlPlane.Server.Runs.Recording;

/// <summary>Reads steps back. A run names its partition, so that only that one is looked at.</summary>
internal static class StepReading
{
    private static readonly string Select = $"""
        SELECT {StepColumns.List}, duplicate_of FROM steps WHERE class = $1 AND run_day = $2 AND run_id = $3
        """;

    /// <summary>
    /// FROM and WHERE for the contents <c>c</c> of the run in $1 to $3. Those of a report that is shown as another step
    /// belong to <see cref="ShownStep"/>.
    /// </summary>
    public const string ContentsOfShownSteps = """
        step_contents c LEFT JOIN steps j ON j.class = $1 AND j.run_day = $2 AND j.run_id = $3 AND j.key = c.step_key
            AND j.joined AND j.duplicate_of IS NOT NULL
        WHERE c.class = $1 AND c.run_day = $2 AND c.run_id = $3
        """;

    public const string ShownStep = "coalesce(j.duplicate_of, c.step_key)";

    /// <summary>All steps of a run, by start.</summary>
    public static async Task<List<StoredStep>> OfRunAsync(
        NpgsqlConnection connection,
        OpenRun run,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand($"{Select} ORDER BY started_at, key", connection);
        new RunPlace(run.Id, run.Class, run.RunDay).AddTo(command);
        return await ReadAsync(command, cancellation);
    }

    /// <summary>Steps that meet a condition, by start, each with all that its reports tell.</summary>
    /// <param name="condition">On <c>steps</c>, with parameters from <c>$4</c> on.</param>
    public static async Task<IReadOnlyList<StoredStep>> MergedAsync(
        NpgsqlDataSource database,
        RunPlace place,
        string condition,
        NpgsqlParameter[] parameters,
        int limit,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Select} AND NOT joined AND {condition} ORDER BY started_at, key LIMIT {limit}"
            )
        );
        place.AddTo(command);
        command.Parameters.AddRange(parameters);
        var steps = await ReadAsync(command, cancellation);
        var duplicates = await DuplicatesAsync(database, place, steps, cancellation);
        var redactions = await LogRedactionsAsync(database, place, steps, duplicates, cancellation);
        var merged = steps.ConvertAll(step =>
            step with
            {
                Facts = Merge(step.Facts, duplicates[step.Facts.Key], redactions),
            }
        );
        return await WithParentsAsync(database, place, merged, cancellation);
    }

    private static StepFacts Merge(
        StepFacts step,
        IEnumerable<StoredStep> duplicates,
        Dictionary<Guid, int> logRedactions
    )
    {
        StepFacts[] reports = [.. duplicates.Select(static duplicate => duplicate.Facts)];
        var merged = CallReports.Merge(step, reports);
        var ofLogs = reports
            .Where(report => CallReports.AreOneStep(step, report))
            .Prepend(step)
            .Sum(report => logRedactions.GetValueOrDefault(report.Key));
        return merged with { Redactions = merged.Redactions + ofLogs };
    }

    private static async Task<ILookup<Guid, StoredStep>> DuplicatesAsync(
        NpgsqlDataSource database,
        RunPlace place,
        List<StoredStep> steps,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(
            $"{Select} AND duplicate_of = ANY($4) ORDER BY started_at, key"
        );
        place.AddTo(command);
        command.Parameters.Add(new() { Value = steps.Select(static step => step.Facts.Key).ToArray() });
        return (await ReadAsync(command, cancellation)).ToLookup(static step => step.DuplicateOf!.Value);
    }

    // A step's log records are stored apart; the secrets taken out of them count on the step all the same.
    private static async Task<Dictionary<Guid, int>> LogRedactionsAsync(
        NpgsqlDataSource database,
        RunPlace place,
        List<StoredStep> steps,
        ILookup<Guid, StoredStep> duplicates,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(
            """
            SELECT step_key, sum(redactions)::integer FROM step_contents
            WHERE class = $1 AND run_day = $2 AND run_id = $3 AND step_key = ANY($4) AND redactions > 0 GROUP BY step_key
            """
        );
        place.AddTo(command);
        Guid[] keys =
        [
            .. steps.Concat(duplicates.SelectMany(static reports => reports)).Select(static step => step.Facts.Key),
        ];
        command.Parameters.Add(new() { Value = keys });
        var counts = new Dictionary<Guid, int>();
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            counts[rows.GetGuid(0)] = rows.GetInt32(1);
        }

        return counts;
    }

    // Below a report that is shown as another step stands below that one.
    private static async Task<IReadOnlyList<StoredStep>> WithParentsAsync(
        NpgsqlDataSource database,
        RunPlace place,
        List<StoredStep> steps,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(
            """
            SELECT joined.key, shown.key, shown.id FROM steps joined
            JOIN steps shown ON shown.class = $1 AND shown.run_day = $2 AND shown.run_id = $3
                AND shown.key = joined.duplicate_of
            WHERE joined.class = $1 AND joined.run_day = $2 AND joined.run_id = $3 AND joined.key = ANY($4)
                AND joined.joined
            """
        );
        place.AddTo(command);
        command.Parameters.Add(
            new() { Value = steps.Select(static step => step.Facts.ParentKey).OfType<Guid>().Distinct().ToArray() }
        );
        var shown = new Dictionary<Guid, (Guid Key, string Id)>();
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            shown[rows.GetGuid(0)] = (rows.GetGuid(1), rows.GetString(2));
        }

        return shown.Count == 0 ? steps : steps.ConvertAll(Below);

        StoredStep Below(StoredStep step) =>
            step.Facts.ParentKey is { } parent && shown.TryGetValue(parent, out var above)
                ? step with
                {
                    Facts = step.Facts with
                    {
                        ParentKey = above.Key == step.Facts.Key ? null : above.Key,
                        ParentId = above.Key == step.Facts.Key ? null : above.Id,
                    },
                }
                : step;
    }

    /// <summary>
    /// Where the final text of a run may stand, best first: its root, the last answer of a model. Whether a call
    /// carries an output is not asked: with some clients it comes as a log record of a span that has none.
    /// </summary>
    public static async Task<List<Guid>> AnswersOfRunAsync(
        NpgsqlDataSource database,
        Guid runId,
        CancellationToken cancellation
    )
    {
        var keys = new List<Guid>(2);
        if (await RunPlace.FindAsync(database, runId, cancellation) is not { } place)
        {
            return keys;
        }

        await using var command = database.CreateCommand(
            """
            (SELECT key FROM steps
            WHERE class = $1 AND run_day = $2 AND run_id = $3 AND parent_id IS NULL AND has_output
                AND operation IN ('invoke_agent', 'invoke_workflow') ORDER BY started_at LIMIT 1)
            UNION ALL
            (SELECT key FROM steps
            WHERE class = $1 AND run_day = $2 AND run_id = $3 AND kind = 'llm' AND status = 'ok'
                AND duplicate_of IS NULL ORDER BY coalesce(ended_at, started_at) DESC, key LIMIT 1)
            """
        );
        place.AddTo(command);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            keys.Add(rows.GetGuid(0));
        }

        return keys;
    }

    private static async Task<List<StoredStep>> ReadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var steps = new List<StoredStep>();
        while (await rows.ReadAsync(cancellation))
        {
            steps.Add(StepColumns.Read(rows));
        }

        return steps;
    }
}
