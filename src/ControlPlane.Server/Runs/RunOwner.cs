using Npgsql;

namespace ControlPlane.Server.Runs;

/// <summary>Whose run it is. A run that was merged into another answers for that other.</summary>
internal sealed record RunOwner(Guid RunId, Guid AgentId)
{
    public static async Task<RunOwner?> FindAsync(NpgsqlDataSource database, Guid runId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "SELECT id, agent_id FROM runs WHERE id = coalesce((SELECT merged_into FROM runs WHERE id = $1), $1)"
        );
        command.Parameters.Add(new() { Value = runId });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        return await rows.ReadAsync(cancellation) ? new RunOwner(rows.GetGuid(0), rows.GetGuid(1)) : null;
    }
}
