using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Agents;

/// <summary>An agent with what was seen of it, as the list of agents shows it.</summary>
/// <param name="Runs">All its runs that are kept.</param>
/// <param name="RunningNow">Runs that have not ended.</param>
/// <param name="RecentRuns">Runs that started in the last 24 hours; the figures after it are of these.</param>
/// <param name="RecentCostNanoUsd">A lower bound where runs could not be priced.</param>
public sealed record AgentSummary(
    Guid Id,
    string Slug,
    string Name,
    string? Team,
    string? Owner,
    string? Description,
    string? Environment,
    int AutonomyLevel,
    bool Discovered,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSeenAt,
    long Runs,
    long RunningNow,
    long RecentRuns,
    long RecentFailures,
    long RecentCostNanoUsd
);

/// <param name="Run">Null while there is none.</param>
internal sealed record FirstRun(Guid? Run, DateTimeOffset? At);

/// <summary>
/// What the screens read of agents. It counts runs by a read-only query of its own, because the capability Runs knows
/// this one and not the other way round.
/// </summary>
internal sealed class AgentOverview(NpgsqlDataSource database, TimeProvider time)
{
    private const string Select = """
        SELECT a.id, a.slug, a.name, a.team, a.owner, a.description, a.environment, a.autonomy_level, a.discovered, a.created_at,
               COALESCE(a.last_seen_at, r.last_started_at), COALESCE(r.runs, 0), COALESCE(r.running, 0),
               COALESCE(r.recent, 0), COALESCE(r.failed, 0), COALESCE(r.cost, 0)
        FROM agents a
        LEFT JOIN LATERAL (
            SELECT count(*) AS runs, max(started_at) AS last_started_at,
                   count(*) FILTER (WHERE status IN ('running', 'waiting', 'stopping')) AS running,
                   count(*) FILTER (WHERE started_at >= $1) AS recent,
                   count(*) FILTER (WHERE started_at >= $1 AND status = 'failed') AS failed,
                   LEAST(COALESCE(sum(cost_nano_usd) FILTER (WHERE started_at >= $1), 0), 9223372036854775807)::bigint AS cost
            FROM runs WHERE agent_id = a.id AND visible
        ) r ON true
        """;

    /// <summary>The first run of an agent, as soon as there is one.</summary>
    public async Task<FirstRun> FirstRunAsync(Guid agent, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "SELECT id, started_at FROM runs WHERE agent_id = $1 AND visible ORDER BY started_at LIMIT 1"
        );
        command.Parameters.Add(new() { Value = agent });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? new(row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1))
            : new(null, null);
    }

    public async Task<AgentSummary?> FindAsync(string slug, CancellationToken cancellation) =>
        (await ReadAsync(Select + " WHERE a.slug = $2", slug, cancellation)).FirstOrDefault();

    private async Task<List<AgentSummary>> ReadAsync(string sql, string? slug, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(
            new() { Value = time.GetUtcNow() - TimeSpan.FromHours(24), NpgsqlDbType = NpgsqlDbType.TimestampTz }
        );
        if (slug is not null)
        {
            command.Parameters.Add(new() { Value = slug });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var agents = new List<AgentSummary>();
        while (await reader.ReadAsync(cancellation))
        {
            agents.Add(Read(reader));
        }

        return agents;
    }

    private static AgentSummary Read(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            Text(row, 3),
            Text(row, 4),
            Text(row, 5),
            Text(row, 6),
            row.GetInt32(7),
            row.GetBoolean(8),
            row.GetFieldValue<DateTimeOffset>(9),
            row.IsDBNull(10) ? null : row.GetFieldValue<DateTimeOffset>(10),
            row.GetInt64(11),
            row.GetInt64(12),
            row.GetInt64(13),
            row.GetInt64(14),
            row.GetInt64(15)
        );

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);
}
