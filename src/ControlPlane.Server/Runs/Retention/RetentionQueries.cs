using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs.Retention;

/// <summary>What is stored of one day in one environment class.</summary>
/// <param name="GoingOn">Runs that have not ended and reported within a day: they keep their day.</param>
/// <param name="Bytes">Of the day's partitions with their indexes; zero if they were dropped.</param>
internal sealed record StoredDay(string Class, DateOnly Day, long Runs, long GoingOn, long Steps, long Bytes);

/// <summary>What is stored of an environment class, and what the next clean-up takes of it.</summary>
/// <param name="Class"><c>production</c> or <c>other</c>.</param>
/// <param name="UsualDays">Without a setting.</param>
/// <param name="KeptFrom">Everything of an earlier day is past its period.</param>
internal sealed record RetentionState(
    string Class,
    int Days,
    int UsualDays,
    DateOnly KeptFrom,
    DateOnly? Oldest,
    long Runs,
    long Steps,
    long Bytes,
    RetentionLoss Next
);

/// <summary>What a clean-up deletes.</summary>
/// <param name="Days">Days whose partitions are dropped.</param>
/// <param name="HeldDays">Days that stay because a run of them still goes on.</param>
internal sealed record RetentionLoss(int Days, long Runs, long Steps, long Bytes, int HeldDays);

internal sealed class RetentionQueries(NpgsqlDataSource database, RetentionPeriods periods, TimeProvider time)
{
    /// <summary>A run that has not ended keeps its day as long as it reports at least this often.</summary>
    public static readonly TimeSpan StillReports = TimeSpan.FromDays(1);

    public async Task<IReadOnlyList<RetentionState>> StateAsync(CancellationToken cancellation)
    {
        var days = await DaysAsync(cancellation);
        return
        [
            .. new[] { EnvironmentClass.Production, EnvironmentClass.Other }.Select(name =>
                StateOf(name, [.. days.Where(day => day.Class == name)])
            ),
        ];
    }

    /// <summary>What the next clean-up would take if runs of the class were kept for so many days.</summary>
    public async Task<RetentionLoss> LossAsync(string environmentClass, int days, CancellationToken cancellation) =>
        LossOf(
            (await DaysAsync(cancellation)).Where(day => day.Class == environmentClass),
            KeptFrom(TimeSpan.FromDays(days))
        );

    public DateOnly KeptFrom(string environmentClass) => KeptFrom(periods.Of(environmentClass));

    /// <summary>Every day of which there is a run or a partition.</summary>
    public async Task<IReadOnlyList<StoredDay>> DaysAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            WITH stored AS (
                SELECT class, run_day, count(*) AS runs, sum(steps)::bigint AS steps,
                       count(*) FILTER (WHERE status IN ('running', 'waiting', 'stopping')
                           AND last_received_at >= $1) AS going_on
                FROM runs GROUP BY class, run_day
            ), partitions AS (
                SELECT p.part[1] AS class, to_date(p.part[2], 'YYYYMMDD') AS run_day,
                       sum(pg_total_relation_size(c.oid))::bigint AS bytes
                FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                CROSS JOIN LATERAL regexp_match(c.relname, '^step(?:s|_contents)_(production|other)_(\d{8})$') AS p (part)
                WHERE p.part IS NOT NULL GROUP BY 1, 2
            )
            SELECT coalesce(s.class, p.class), coalesce(s.run_day, p.run_day), coalesce(s.runs, 0),
                   coalesce(s.going_on, 0), coalesce(s.steps, 0), coalesce(p.bytes, 0)
            FROM stored s FULL JOIN partitions p ON p.class = s.class AND p.run_day = s.run_day
            ORDER BY 1, 2
            """
        );
        command.Parameters.Add(
            new() { Value = time.GetUtcNow() - StillReports, NpgsqlDbType = NpgsqlDbType.TimestampTz }
        );
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var days = new List<StoredDay>();
        while (await rows.ReadAsync(cancellation))
        {
            days.Add(
                new(
                    rows.GetString(0),
                    rows.GetFieldValue<DateOnly>(1),
                    rows.GetInt64(2),
                    rows.GetInt64(3),
                    rows.GetInt64(4),
                    rows.GetInt64(5)
                )
            );
        }

        return days;
    }

    private RetentionState StateOf(string name, IReadOnlyList<StoredDay> days)
    {
        var from = KeptFrom(name);
        return new(
            name,
            periods.DaysOf(name),
            RetentionPeriod.UsualDays(name),
            from,
            days.Where(static day => day.Runs > 0).Select(static day => (DateOnly?)day.Day).FirstOrDefault(),
            days.Sum(static day => day.Runs),
            days.Sum(static day => day.Steps),
            days.Sum(static day => day.Bytes),
            LossOf(days, from)
        );
    }

    private DateOnly KeptFrom(TimeSpan period) => DateOnly.FromDateTime((time.GetUtcNow() - period).UtcDateTime);

    private static RetentionLoss LossOf(IEnumerable<StoredDay> days, DateOnly from)
    {
        var past = days.Where(day => day.Day < from).ToArray();
        var whole = past.Where(static day => day.GoingOn == 0).ToArray();
        return new(
            whole.Length,
            past.Sum(static day => day.Runs - day.GoingOn),
            whole.Sum(static day => day.Steps),
            whole.Sum(static day => day.Bytes),
            past.Length - whole.Length
        );
    }
}
