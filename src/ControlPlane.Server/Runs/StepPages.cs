using ControlPlane.Domain.Runs;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Runs.Recording;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs;

/// <summary>Steps as the API reads them, a page or one at a time, however many the run has.</summary>
internal sealed class StepPages(NpgsqlDataSource database)
{
    private const string From = "FROM steps WHERE class = $1 AND run_day = $2 AND run_id = $3";

    /// <summary>In order of start, after the step that the last page ended with.</summary>
    public async Task<Page<StepRow>> ReadAsync(Guid runId, PageRequest page, CancellationToken cancellation)
    {
        if (await RunPlace.FindAsync(database, runId, cancellation) is not { } place)
        {
            return new([], null);
        }

        var after = Guid.TryParse(page.After?[0], out var key) ? key : (Guid?)null;
        await using var command = database.CreateCommand(
            $"""
            SELECT {StepColumns.List}, duplicate_of {From}
                AND ($4::uuid IS NULL OR (started_at, key) > (SELECT started_at, key {From} AND key = $4))
            ORDER BY started_at, key LIMIT $5
            """
        );
        RunTraces.Add(command, place);
        command.Parameters.Add(new() { Value = (object?)after ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = page.Limit + 1 });
        return Page<StepRow>.Cut(
            await RowsAsync(command, place, cancellation),
            page.Limit,
            static step => Cursor.Encode(step.Facts.Key.ToString())
        );
    }

    /// <summary>The first step with this id.</summary>
    public async Task<StepRow?> FindAsync(Guid runId, string stepId, CancellationToken cancellation)
    {
        if (await RunPlace.FindAsync(database, runId, cancellation) is not { } place)
        {
            return null;
        }

        await using var command = database.CreateCommand(
            $"SELECT {StepColumns.List}, duplicate_of {From} AND id = $4 ORDER BY started_at, key LIMIT 1"
        );
        RunTraces.Add(command, place);
        command.Parameters.Add(new() { Value = stepId });
        return await RowsAsync(command, place, cancellation) is [var step, ..] ? step : null;
    }

    /// <summary>The ids of the steps that are counted instead of others.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> CountedAsync(
        Guid runId,
        IEnumerable<StepRow> steps,
        CancellationToken cancellation
    )
    {
        var ids = new Dictionary<Guid, string>();
        Guid[] keys = [.. steps.Select(static step => step.DuplicateOf).OfType<Guid>().Distinct()];
        if (keys.Length == 0 || await RunPlace.FindAsync(database, runId, cancellation) is not { } place)
        {
            return ids;
        }

        await using var command = database.CreateCommand($"SELECT key, id {From} AND key = ANY($4)");
        RunTraces.Add(command, place);
        command.Parameters.Add(new() { Value = keys });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            ids[rows.GetGuid(0)] = rows.GetString(1);
        }

        return ids;
    }

    // A step's log records are stored apart; the secrets taken out of them count on the step all the same.
    private async Task<IReadOnlyList<StepRow>> RowsAsync(
        NpgsqlCommand command,
        RunPlace place,
        CancellationToken cancellation
    )
    {
        var steps = new List<StoredStep>();
        await using (var rows = await command.ExecuteReaderAsync(cancellation))
        {
            while (await rows.ReadAsync(cancellation))
            {
                steps.Add(StepColumns.Read(rows));
            }
        }

        var redactions = await RedactionsAsync(place, [.. steps.Select(static step => step.Facts.Key)], cancellation);
        return
        [
            .. steps.Select(step => new StepRow(
                step.Facts with
                {
                    Redactions = step.Facts.Redactions + redactions.GetValueOrDefault(step.Facts.Key),
                },
                step.DuplicateOf,
                step.CostNanoUsd
            )),
        ];
    }

    private async Task<Dictionary<Guid, int>> RedactionsAsync(
        RunPlace place,
        Guid[] keys,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(
            """
            SELECT step_key, sum(redactions)::integer FROM step_contents
            WHERE class = $1 AND run_day = $2 AND run_id = $3 AND step_key = ANY($4) AND redactions > 0 GROUP BY step_key
            """
        );
        RunTraces.Add(command, place);
        command.Parameters.Add(new() { Value = keys });
        var counts = new Dictionary<Guid, int>();
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            counts[rows.GetGuid(0)] = rows.GetInt32(1);
        }

        return counts;
    }
}
