using Npgsql;

namespace ControlPlane.Server.Runs;

/// <summary>The environments that runs were in lately. They hardly ever change, so they are kept for a while.</summary>
internal sealed class EnvironmentsSeen(NpgsqlDataSource database, TimeProvider time)
{
    private const int Most = 30;
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(20);
    private (long ReadAt, IReadOnlyList<string> Names)? held;

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation)
    {
        if (held is { } known && time.GetElapsedTime(known.ReadAt) < Lasts)
        {
            return known.Names;
        }

        await using var command = database.CreateCommand(
            """
            SELECT environment FROM runs WHERE visible AND started_at >= $1
            GROUP BY environment ORDER BY count(*) DESC, environment LIMIT $2
            """
        );
        command.Parameters.Add(new() { Value = time.GetUtcNow() - TimeSpan.FromDays(30) });
        command.Parameters.Add(new() { Value = Most });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var names = new List<string>();
        while (await rows.ReadAsync(cancellation))
        {
            names.Add(rows.GetString(0));
        }

        held = (time.GetTimestamp(), names);
        return names;
    }
}
