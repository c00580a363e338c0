using Npgsql;

namespace ControlPlane.Server.Agents;

/// <summary>
/// Notes that agents reported. Written at most every ten seconds an agent, so that the row of a busy one is not
/// fought over by every transaction.
/// </summary>
internal static class MarkAgentsSeen
{
    public static async Task InAsync(
        NpgsqlConnection connection,
        Guid[] agents,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE agents SET last_seen_at = $2 WHERE id IN (
                SELECT id FROM agents
                WHERE id = ANY($1) AND (last_seen_at IS NULL OR last_seen_at < $2 - interval '10 seconds')
                ORDER BY id FOR UPDATE SKIP LOCKED)
            """,
            connection
        );
        command.Parameters.Add(new() { Value = agents });
        command.Parameters.Add(new() { Value = now });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
