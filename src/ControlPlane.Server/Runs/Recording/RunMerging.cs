using Npgsql;

namespace ControlPlane.Server.Runs.Recording;

/// <summary>
/// Moves everything of one run to another that it turned out to be part of. The emptied row stays and points to the
/// other, so that links to it still lead somewhere.
/// </summary>
internal sealed class RunMerging(NpgsqlConnection connection, RunPlacement placement)
{
    public async Task MergeAsync(Guid fromId, Guid intoId, CancellationToken cancellation)
    {
        var from = placement.Open[fromId];
        var into = placement.Open[intoId];
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (table, identity) in new[] { ("steps", "key"), ("step_contents", "step_key, part") })
        {
            batch.BatchCommands.Add(Move(table, identity, from, into));
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand($"DELETE FROM {table} WHERE class = $1 AND run_day = $2 AND run_id = $3")
                {
                    Parameters =
                    {
                        new() { Value = from.Class },
                        new() { Value = from.RunDay },
                        new() { Value = from.Id },
                    },
                }
            );
        }

        Add("UPDATE run_traces SET run_id = $2 WHERE run_id = $1");
        Add("UPDATE runs SET merged_into = $2, visible = false WHERE id = $1 OR merged_into = $1");
        Add("UPDATE runs SET parent_run_id = $2 WHERE parent_run_id = $1");
        await batch.ExecuteNonQueryAsync(cancellation);
        placement.Moved(fromId, intoId);

        void Add(string sql) =>
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(sql)
                {
                    Parameters =
                    {
                        new() { Value = fromId },
                        new() { Value = intoId },
                    },
                }
            );
    }

    // The same step may stand in both if a span named a run that its trace was not part of; then one is kept.
    private static NpgsqlBatchCommand Move(string table, string identity, OpenRun from, OpenRun into) =>
        new(
            $"""
            UPDATE {table} AS s SET class = $4, run_day = $5, run_id = $6
            WHERE s.class = $1 AND s.run_day = $2 AND s.run_id = $3
                AND ({identity}) NOT IN
                    (SELECT {identity} FROM {table} WHERE class = $4 AND run_day = $5 AND run_id = $6)
            """
        )
        {
            Parameters =
            {
                new() { Value = from.Class },
                new() { Value = from.RunDay },
                new() { Value = from.Id },
                new() { Value = into.Class },
                new() { Value = into.RunDay },
                new() { Value = into.Id },
            },
        };
}
