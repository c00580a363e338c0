namespace ControlPlane.Server.Agents;

/// <summary>
/// The statements behind the fleet's board. They read runs, which this capability does not know otherwise; nothing is
/// written. $1 is the environment or null; times are parameters, so that all statements mean the same moment.
/// </summary>
internal static class FleetSql
{
    private const string Goes = "r.status IN ('running', 'waiting', 'stopping')";
    private const string HasFailed = "r.status IN ('failed', 'lost')";
    private const string Seen = "r.visible AND ($1::text IS NULL OR r.environment = $1)";

    /// <summary>$2: start of the span.</summary>
    public const string Agents = $"""
        SELECT a.id, a.slug, a.name, a.team, a.discovered, a.created_at, a.last_seen_at, a.owner,
               coalesce(s.runs, 0), coalesce(s.failed, 0), coalesce(s.cost, 0), coalesce(s.incomplete, 0), s.long_took
        FROM agents a
        LEFT JOIN (
            SELECT r.agent_id, count(*) AS runs, count(*) FILTER (WHERE {HasFailed}) AS failed,
                   LEAST(sum(r.cost_nano_usd), 9223372036854775807)::bigint AS cost,
                   count(*) FILTER (WHERE r.cost_status <> 'complete') AS incomplete,
                   percentile_disc(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM r.ended_at - r.started_at))::float8
                       AS long_took
            FROM runs r WHERE {Seen} AND r.started_at >= $2 GROUP BY r.agent_id
        ) s ON s.agent_id = a.id
        WHERE (NOT a.discovered AND $1::text IS NULL)
            OR EXISTS (SELECT 1 FROM runs r WHERE r.agent_id = a.id AND {Seen})
        """;

    /// <summary>
    /// $2: start of the lane, $3: now. Runs that started within the same half minute make one mark, so that a busy
    /// agent does not make a long answer.
    /// </summary>
    public const string Lanes = $"""
        WITH recent AS (
            SELECT r.agent_id, r.started_at,
                   CASE WHEN {Goes} THEN $3 ELSE coalesce(r.ended_at, r.last_received_at) END AS until,
                   CASE WHEN {Goes} THEN 'running' WHEN {HasFailed} THEN 'failed' ELSE 'ended' END AS kind
            FROM runs r WHERE {Seen} AND r.started_at >= $2 - interval '1 hour'
            UNION ALL
            SELECT r.agent_id, r.started_at, $3, 'running'
            FROM runs r WHERE {Seen} AND r.status = 'running' AND r.started_at < $2 - interval '1 hour'
        )
        SELECT agent_id, kind, greatest(min(started_at), $2), least(max(until), $3), count(*)::int, min(started_at)
        FROM recent WHERE until >= $2 AND started_at <= $3
        GROUP BY agent_id, kind, CASE WHEN kind = 'failed'
            THEN floor(extract(epoch FROM until - $2) / 30)
            ELSE floor(extract(epoch FROM greatest(started_at, $2) - $2) / 30) END
        ORDER BY agent_id, 3
        """;

    /// <summary>$2: start of the last hour. What ended in it, and how many of the last ones failed in a row.</summary>
    public const string LastHour = $"""
        WITH ended AS (
            SELECT r.agent_id, coalesce(r.ended_at, r.last_received_at) AS at, {HasFailed} AS failed,
                   extract(epoch FROM r.ended_at - r.started_at)::float8 AS took
            FROM runs r
            WHERE {Seen} AND r.started_at >= $2 - interval '1 day' AND NOT ({Goes})
                AND coalesce(r.ended_at, r.last_received_at) >= $2
        ), last_good AS (
            SELECT agent_id, max(at) AS at FROM ended WHERE NOT failed GROUP BY agent_id
        )
        SELECT e.agent_id, count(*)::int, (count(*) FILTER (WHERE e.failed))::int,
               (count(*) FILTER (WHERE e.failed AND (g.at IS NULL OR e.at > g.at)))::int,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY e.took)
        FROM ended e LEFT JOIN last_good g ON g.agent_id = e.agent_id GROUP BY e.agent_id
        """;

    /// <summary>$2: start of the seven days, $3: their end. What is usual for each agent.</summary>
    public const string Usual = $"""
        WITH past AS (
            SELECT r.agent_id, {HasFailed} AS failed, {Goes} AS goes_on,
                   extract(epoch FROM r.ended_at - r.started_at)::float8 AS took,
                   extract(epoch FROM r.started_at
                       - lag(r.started_at) OVER (PARTITION BY r.agent_id ORDER BY r.started_at))::float8 AS pause
            FROM runs r WHERE {Seen} AND r.started_at >= $2 AND r.started_at < $3
        )
        SELECT agent_id, (count(*) FILTER (WHERE NOT goes_on))::int, (count(*) FILTER (WHERE failed))::int,
               percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY took), count(pause)::int,
               percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY pause)
        FROM past GROUP BY agent_id
        """;

    /// <summary>$2: start of the span, $3: now.</summary>
    public const string Slowest = $"""
        SELECT r.id, a.slug, coalesce(r.task, r.name), r.started_at,
               extract(epoch FROM CASE WHEN {Goes} THEN $3 ELSE r.ended_at END - r.started_at)::float8 AS took,
               {Goes}, {HasFailed}, a.id
        FROM runs r JOIN agents a ON a.id = r.agent_id
        WHERE {Seen} AND r.started_at >= $2 AND (r.ended_at IS NOT NULL OR {Goes})
        ORDER BY took DESC LIMIT 5
        """;
}
