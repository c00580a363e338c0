using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs.Recording;

/// <summary>Reads steps back. A run names its partition, so that only that one is looked at.</summary>
internal static class StepReading
{
    private static readonly string Select = $"""
        SELECT {StepColumns.List}, duplicate_of FROM steps
        WHERE class = $1 AND run_day = $2 AND run_id = $3 AND ($4::uuid IS NULL OR key = $4) ORDER BY started_at, key
        """;

    /// <summary>All steps of a run, or one of them, by start.</summary>
    public static async Task<List<StoredStep>> OfRunAsync(
        NpgsqlConnection connection,
        OpenRun run,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(Select, connection);
        return await ReadAsync(command, (run.Class, run.RunDay, run.Id), null, cancellation);
    }

    public static async Task<List<StoredStep>> OfRunAsync(
        NpgsqlDataSource database,
        Guid runId,
        Guid? key,
        CancellationToken cancellation
    )
    {
        if (await RunPlace.FindAsync(database, runId, cancellation) is not { } place)
        {
            return [];
        }

        await using var command = database.CreateCommand(Select);
        return await ReadAsync(command, (place.Class, place.Day, place.Id), key, cancellation);
    }

    /// <summary>Secrets taken out of the log records of each step; steps without any are left out.</summary>
    public static async Task<Dictionary<Guid, int>> LogRedactionsAsync(
        NpgsqlDataSource database,
        Guid runId,
        CancellationToken cancellation
    )
    {
        var counts = new Dictionary<Guid, int>();
        if (await RunPlace.FindAsync(database, runId, cancellation) is not { } place)
        {
            return counts;
        }

        await using var command = database.CreateCommand(
            """
            SELECT step_key, sum(redactions)::integer FROM step_contents
            WHERE class = $1 AND run_day = $2 AND run_id = $3 AND redactions > 0 GROUP BY step_key
            """
        );
        command.Parameters.Add(new() { Value = place.Class });
        command.Parameters.Add(new() { Value = place.Day, NpgsqlDbType = NpgsqlDbType.Date });
        command.Parameters.Add(new() { Value = place.Id });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            counts[rows.GetGuid(0)] = rows.GetInt32(1);
        }

        return counts;
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
        command.Parameters.Add(new() { Value = place.Class });
        command.Parameters.Add(new() { Value = place.Day, NpgsqlDbType = NpgsqlDbType.Date });
        command.Parameters.Add(new() { Value = place.Id });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            keys.Add(rows.GetGuid(0));
        }

        return keys;
    }

    private static async Task<List<StoredStep>> ReadAsync(
        NpgsqlCommand command,
        (string Class, DateOnly Day, Guid Id) place,
        Guid? key,
        CancellationToken cancellation
    )
    {
        command.Parameters.Add(new() { Value = place.Class });
        command.Parameters.Add(new() { Value = place.Day, NpgsqlDbType = NpgsqlDbType.Date });
        command.Parameters.Add(new() { Value = place.Id });
        command.Parameters.Add(new() { Value = (object?)key ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var steps = new List<StoredStep>();
        while (await rows.ReadAsync(cancellation))
        {
            steps.Add(StepColumns.Read(rows));
        }

        return steps;
    }
}

/// <summary>Where the steps of a run are stored.</summary>
internal sealed record RunPlace(Guid Id, string Class, DateOnly Day)
{
    public static async Task<RunPlace?> FindAsync(NpgsqlDataSource database, Guid runId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "SELECT id, class, run_day FROM runs WHERE id = coalesce((SELECT merged_into FROM runs WHERE id = $1), $1)"
        );
        command.Parameters.Add(new() { Value = runId });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        return await rows.ReadAsync(cancellation)
            ? new RunPlace(rows.GetGuid(0), rows.GetString(1), rows.GetFieldValue<DateOnly>(2))
            : null;
    }
}
