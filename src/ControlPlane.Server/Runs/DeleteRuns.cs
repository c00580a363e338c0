using ControlPlane.Server.Platform.Live;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs;

/// <summary>Deletes runs with their steps, contents and traces. Whoever calls it has asked whether that is allowed.</summary>
internal sealed class DeleteRuns(NpgsqlDataSource database, TopicAnnouncer announcer)
{
    /// <param name="most">So many in one transaction, the oldest first.</param>
    /// <returns>How many; 0 if the agent has none left.</returns>
    public async Task<int> OfAgentAsync(Guid agentId, int most, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var runs = await LockAsync(connection, agentId, most, cancellation);
        if (runs.Count == 0)
        {
            return 0;
        }

        await using (var batch = new NpgsqlBatch(connection))
        {
            foreach (var place in runs.GroupBy(static run => (run.Class, run.Day)))
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
        announcer.AnnounceRuns([.. runs.Select(static run => run.Id)]);
        return runs.Count;
    }

    // Holds the rows, in the order in which reports take them, so that none arrives meanwhile.
    private static async Task<List<RunPlaceToDelete>> LockAsync(
        NpgsqlConnection connection,
        Guid agentId,
        int most,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            "SELECT id, class, run_day FROM runs WHERE agent_id = $1 ORDER BY id LIMIT $2 FOR UPDATE",
            connection
        );
        command.Parameters.Add(new() { Value = agentId });
        command.Parameters.Add(new() { Value = most });
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
