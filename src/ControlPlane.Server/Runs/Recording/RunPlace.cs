using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs.Recording;

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

    /// <summary>As the parameters $1 to $3: class, day and run.</summary>
    public void AddTo(NpgsqlCommand command)
    {
        command.Parameters.Add(new() { Value = Class });
        command.Parameters.Add(new() { Value = Day, NpgsqlDbType = NpgsqlDbType.Date });
        command.Parameters.Add(new() { Value = Id });
    }
}
