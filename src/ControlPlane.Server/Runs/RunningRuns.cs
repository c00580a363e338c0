using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs;

/// <summary>How many runs go on.</summary>
internal sealed class RunningRuns(NpgsqlDataSource database)
{
    public async Task<Count> CountAsync(string? environment, CancellationToken cancellation)
    {
        // Served by the partial index on running runs; the other two are rare.
        await using var command = database.CreateCommand(
            """
            SELECT count(*) FROM runs
            WHERE visible AND status = 'running' AND ($1::text IS NULL OR environment = $1)
            """
        );
        command.Parameters.Add(
            new() { Value = (object?)environment ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
        );
        return new((long)(await command.ExecuteScalarAsync(cancellation))!);
    }

    /// <summary>Snapshots are shared as objects.</summary>
    internal sealed record Count(long Number);
}
