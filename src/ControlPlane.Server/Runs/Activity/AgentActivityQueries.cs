using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs.Activity;

/// <summary>A model or a tool that an agent used.</summary>
/// <param name="Kind"><c>llm</c> or <c>tool</c>.</param>
/// <param name="Unpriced">Answered model calls whose cost is not known: <paramref name="CostNanoUsd"/> is without them.</param>
/// <param name="Usual">How long half of the calls took at most.</param>
internal sealed record UsedThing(
    string Kind,
    string Name,
    long Calls,
    long Failed,
    long CostNanoUsd,
    long Unpriced,
    TimeSpan? Usual
);

/// <summary>An environment or a version that an agent reported from.</summary>
internal sealed record SeenIn(string Name, long Runs, long Failed, DateTimeOffset LastAt);

/// <param name="Runs">How many runs this was read of: the newest ones of the span.</param>
internal sealed record AgentActivityFound(
    int Runs,
    bool Cut,
    IReadOnlyList<UsedThing> Used,
    IReadOnlyList<SeenIn> Environments,
    IReadOnlyList<SeenIn> Versions
);

/// <summary>What an agent used lately: models, tools, environments, versions.</summary>
internal sealed class AgentActivityQueries(NpgsqlDataSource database, TimeProvider time)
{
    public const int MostRuns = 1_000;
    public static readonly TimeSpan Span = TimeSpan.FromDays(7);

    private const string Recent = """
        WITH recent AS (
            SELECT r.id, r.class, r.run_day, r.environment, r.version, r.started_at, r.status
            FROM runs r JOIN agents a ON a.id = r.agent_id
            WHERE a.slug = $1 AND r.visible AND r.started_at >= $2 ORDER BY r.started_at DESC LIMIT $3
        )
        """;

    private const string Used =
        Recent
        + """
             SELECT s.kind, coalesce(s.tool_name, s.response_model, s.request_model, s.name), count(*),
                   count(*) FILTER (WHERE s.status = 'error'),
                   LEAST(coalesce(sum(s.cost_nano_usd), 0), 9223372036854775807)::bigint,
                   count(*) FILTER (WHERE s.kind = 'llm' AND s.status <> 'error' AND s.cost_nano_usd IS NULL),
                   percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM s.ended_at - s.started_at))::float8
            FROM recent r JOIN steps s ON s.class = r.class AND s.run_day = r.run_day AND s.run_id = r.id
            WHERE s.kind IN ('llm', 'tool') AND s.duplicate_of IS NULL GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2 LIMIT 60
            """;

    private const string Places =
        Recent
        + """
             SELECT 0, environment, count(*), count(*) FILTER (WHERE status IN ('failed', 'lost')), max(started_at)
            FROM recent GROUP BY 2
            UNION ALL
            SELECT 1, version, count(*), count(*) FILTER (WHERE status IN ('failed', 'lost')), max(started_at)
            FROM recent WHERE version IS NOT NULL GROUP BY 2
            ORDER BY 1, 5 DESC LIMIT 60
            """;

    public async Task<AgentActivityFound> ReadAsync(string agent, CancellationToken cancellation)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Command(Used, agent));
        batch.BatchCommands.Add(Command(Places, agent));
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var used = new List<UsedThing>();
        while (await rows.ReadAsync(cancellation))
        {
            used.Add(
                new(
                    rows.GetString(0),
                    rows.GetString(1),
                    rows.GetInt64(2),
                    rows.GetInt64(3),
                    rows.GetInt64(4),
                    rows.GetInt64(5),
                    rows.IsDBNull(6) ? null : TimeSpan.FromSeconds(Math.Max(0, rows.GetDouble(6)))
                )
            );
        }

        await rows.NextResultAsync(cancellation);
        var places = new List<(bool IsVersion, SeenIn Seen)>();
        while (await rows.ReadAsync(cancellation))
        {
            places.Add(
                (
                    rows.GetInt32(0) == 1,
                    new(rows.GetString(1), rows.GetInt64(2), rows.GetInt64(3), rows.GetFieldValue<DateTimeOffset>(4))
                )
            );
        }

        var environments = places.Where(static place => !place.IsVersion).Select(static place => place.Seen).ToArray();
        var runs = (int)environments.Sum(static place => place.Runs);
        return new(
            runs,
            runs == MostRuns,
            used,
            environments,
            [.. places.Where(static place => place.IsVersion).Select(static place => place.Seen)]
        );
    }

    private NpgsqlBatchCommand Command(string sql, string agent) =>
        new(sql)
        {
            Parameters =
            {
                new() { Value = agent },
                new() { Value = time.GetUtcNow() - Span, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = MostRuns },
            },
        };
}
