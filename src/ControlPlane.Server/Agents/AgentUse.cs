using ControlPlane.Domain.Platform;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Agents;

/// <summary>What an agent did on one day.</summary>
/// <param name="Incomplete">Runs whose cost is partial or unknown.</param>
public sealed record AgentDay(DateOnly Day, long Runs, long Failed, long CostNanoUsd, long Incomplete);

/// <summary>The last seven days of one agent, today last. Days without a run are there, too.</summary>
public sealed record AgentWeek(IReadOnlyList<AgentDay> Days)
{
    public AgentDay Today => Days[^1];

    public long Runs => Days.Sum(static day => day.Runs);

    public long Failed => Days.Sum(static day => day.Failed);

    public long CostNanoUsd => Saturated.Sum(Days.Select(static day => day.CostNanoUsd));

    public long Incomplete => Days.Sum(static day => day.Incomplete);
}

/// <summary>
/// Runs and cost of agents by day, in the reader's time zone. A read-only query, because Runs knows this capability and
/// not the other way round.
/// </summary>
internal sealed class AgentUse(NpgsqlDataSource database, TimeProvider time)
{
    private const int Length = 7;

    private const string Select = """
        SELECT agent_id, (started_at AT TIME ZONE $2)::date, count(*), count(*) FILTER (WHERE status IN ('failed', 'lost')),
               LEAST(coalesce(sum(cost_nano_usd), 0), 9223372036854775807)::bigint,
               count(*) FILTER (WHERE cost_status <> 'complete')
        FROM runs WHERE visible AND started_at >= $1 AND ($3::uuid IS NULL OR agent_id = $3)
              AND ($4::text IS NULL OR environment = $4)
        GROUP BY 1, 2
        """;

    /// <param name="zone">Name of a time zone.</param>
    /// <param name="environment">Null for all.</param>
    /// <param name="agent">Null for all. Agents without a run in these days are left out.</param>
    public async Task<IReadOnlyDictionary<Guid, AgentWeek>> WeeksAsync(
        TimeZoneInfo zone,
        Guid? agent,
        string? environment,
        CancellationToken cancellation
    )
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime);
        var first = today.AddDays(1 - Length).ToDateTime(TimeOnly.MinValue);
        var start = new DateTimeOffset(first, zone.GetUtcOffset(first)).ToUniversalTime();
        await using var command = database.CreateCommand(Select);
        command.Parameters.Add(new() { Value = start, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = zone.Id });
        command.Parameters.Add(new() { Value = (object?)agent ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(
            new() { Value = (object?)environment ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
        );
        var days = new List<(Guid Agent, AgentDay Day)>();
        await using (var rows = await command.ExecuteReaderAsync(cancellation))
        {
            while (await rows.ReadAsync(cancellation))
            {
                days.Add(
                    (
                        rows.GetGuid(0),
                        new(
                            rows.GetFieldValue<DateOnly>(1),
                            rows.GetInt64(2),
                            rows.GetInt64(3),
                            rows.GetInt64(4),
                            rows.GetInt64(5)
                        )
                    )
                );
            }
        }

        return days.GroupBy(static row => row.Agent)
            .ToDictionary(static rows => rows.Key, rows => Week(rows.Select(static row => row.Day), today));
    }

    /// <summary>A week without a run.</summary>
    public AgentWeek Nothing(TimeZoneInfo zone) =>
        Week([], DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime));

    private static AgentWeek Week(IEnumerable<AgentDay> days, DateOnly today)
    {
        var known = days.ToDictionary(static day => day.Day);
        return new([
            .. Enumerable
                .Range(1 - Length, Length)
                .Select(today.AddDays)
                .Select(day => known.GetValueOrDefault(day) ?? new(day, 0, 0, 0, 0)),
        ]);
    }
}
