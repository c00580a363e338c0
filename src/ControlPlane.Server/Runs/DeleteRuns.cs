using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Runs.Retention;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs;

/// <summary>Deletes runs with their steps, contents and traces. Whoever calls it has asked whether that is allowed.</summary>
internal sealed class DeleteRuns(NpgsqlDataSource database, TopicAnnouncer announcer, TimeProvider time)
{
    /// <param name="most">So many in one transaction, the oldest first.</param>
    /// <returns>How many; 0 if the agent has none left.</returns>
    public Task<int> OfAgentAsync(Guid agentId, int most, CancellationToken cancellation) =>
        DeleteAsync(
            new("SELECT id, class, run_day FROM runs WHERE agent_id = $1 ORDER BY id LIMIT $2 FOR UPDATE")
            {
                Parameters =
                {
                    new() { Value = agentId },
                    new() { Value = most },
                },
            },
            withSteps: true,
            cancellation
        );

    /// <summary>Runs of a day that have ended, or of which nothing was heard for a day.</summary>
    /// <param name="withSteps">False if the day's partitions are dropped anyway.</param>
    /// <returns>How many; 0 if there are none left.</returns>
    public Task<int> OfDayAsync(
        string environmentClass,
        DateOnly day,
        bool withSteps,
        int most,
        CancellationToken cancellation
    ) =>
        DeleteAsync(
            new(
                """
                SELECT id, class, run_day FROM runs
                WHERE class = $1 AND run_day = $2
                    AND NOT (status IN ('running', 'waiting', 'stopping') AND last_received_at >= $4)
                ORDER BY id LIMIT $3 FOR UPDATE
                """
            )
            {
                Parameters =
                {
                    new() { Value = environmentClass },
                    new() { Value = day, NpgsqlDbType = NpgsqlDbType.Date },
                    new() { Value = most },
                    new() { Value = time.GetUtcNow() - RetentionQueries.StillReports },
                },
            },
            withSteps,
            cancellation
        );

    private async Task<int> DeleteAsync(NpgsqlCommand which, bool withSteps, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var runs = await LockAsync(connection, which, cancellation);
        if (runs.Count == 0)
        {
            return 0;
        }

        await using (var batch = new NpgsqlBatch(connection))
        {
            foreach (var place in withSteps ? runs.GroupBy(static run => (run.Class, run.Day)) : [])
            {
                var ids = place.Select(static run => run.Id).ToArray();
                batch.BatchCommands.Add(OfSteps("steps", place.Key.Class, place.Key.Day, ids));
                batch.BatchCommands.Add(OfSteps("step_contents", place.Key.Class, place.Key.Day, ids));
            }

            var all = runs.Select(static run => run.Id).ToArray();
            batch.BatchCommands.Add(Of("DELETE FROM run_traces WHERE run_id = ANY($1)", all));
            batch.BatchCommands.Add(Of("DELETE FROM runs WHERE id = ANY($1)", all));
            await batch.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        // Nobody looks at runs that are past their retention, and there may be very many.
        announcer.AnnounceRuns(withSteps ? [.. runs.Select(static run => run.Id)] : []);
        announcer.Announce(RunTopics.All);
        return runs.Count;
    }

    // Holds the rows, in the order in which reports take them, so that none arrives meanwhile.
    private static async Task<List<RunPlaceToDelete>> LockAsync(
        NpgsqlConnection connection,
        NpgsqlCommand which,
        CancellationToken cancellation
    )
    {
        await using var command = which;
        command.Connection = connection;
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var runs = new List<RunPlaceToDelete>();
        while (await rows.ReadAsync(cancellation))
        {
            runs.Add(new(rows.GetGuid(0), rows.GetString(1), rows.GetFieldValue<DateOnly>(2)));
        }

        return runs;
    }

    private static NpgsqlBatchCommand OfSteps(string table, string environmentClass, DateOnly day, Guid[] ids) =>
        new($"DELETE FROM {table} WHERE class = $1 AND run_day = $2 AND run_id = ANY($3)")
        {
            Parameters =
            {
                new() { Value = environmentClass },
                new() { Value = day, NpgsqlDbType = NpgsqlDbType.Date },
                new() { Value = ids },
            },
        };

    private static NpgsqlBatchCommand Of(string sql, Guid[] ids) => new(sql) { Parameters = { new() { Value = ids } } };

    private sealed record RunPlaceToDelete(Guid Id, string Class, DateOnly Day);
}
