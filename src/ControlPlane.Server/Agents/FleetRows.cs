using ControlPlane.Domain.Agents;
using Npgsql;

namespace ControlPlane.Server.Agents;

/// <summary>Reads the results of <see cref="FleetSql"/>, one method a statement.</summary>
internal static class FleetRows
{
    private static readonly AgentHealth NotJudged = new(HealthWord.Healthy, "");

    /// <param name="StartedAt">Start of the first run, which may lie before the lane.</param>
    public sealed record Mark(LaneMark Shown, DateTimeOffset StartedAt);

    public sealed record Hour(int Ended, int Failed, int FailedInARow, TimeSpan? Took);

    public static async Task<List<FleetAgent>> AgentsAsync(NpgsqlDataReader rows, CancellationToken cancellation)
    {
        var agents = new List<FleetAgent>();
        while (await rows.ReadAsync(cancellation))
        {
            agents.Add(
                new(
                    rows.GetGuid(0),
                    rows.GetString(1),
                    rows.GetString(2),
                    rows.IsDBNull(3) ? null : rows.GetString(3),
                    rows.IsDBNull(7) ? null : rows.GetString(7),
                    rows.GetBoolean(4),
                    rows.GetFieldValue<DateTimeOffset>(5),
                    rows.IsDBNull(6) ? null : rows.GetFieldValue<DateTimeOffset>(6),
                    NotJudged,
                    rows.GetInt64(8),
                    rows.GetInt64(9),
                    rows.GetInt64(10),
                    rows.GetInt64(11),
                    Seconds(rows, 12),
                    0,
                    []
                )
            );
        }

        return agents;
    }

    public static async Task<ILookup<Guid, Mark>> LanesAsync(NpgsqlDataReader rows, CancellationToken cancellation)
    {
        var marks = new List<(Guid Agent, Mark Mark)>();
        while (await rows.ReadAsync(cancellation))
        {
            var kind = rows.GetString(1) switch
            {
                "running" => LaneKind.Running,
                "failed" => LaneKind.Failed,
                _ => LaneKind.Ended,
            };
            var shown = new LaneMark(
                kind,
                rows.GetFieldValue<DateTimeOffset>(2),
                rows.GetFieldValue<DateTimeOffset>(3),
                rows.GetInt32(4)
            );
            marks.Add((rows.GetGuid(0), new(shown, rows.GetFieldValue<DateTimeOffset>(5))));
        }

        return marks.ToLookup(static mark => mark.Agent, static mark => mark.Mark);
    }

    public static async Task<Dictionary<Guid, Hour>> LastHourAsync(
        NpgsqlDataReader rows,
        CancellationToken cancellation
    )
    {
        var hours = new Dictionary<Guid, Hour>();
        while (await rows.ReadAsync(cancellation))
        {
            hours[rows.GetGuid(0)] = new(rows.GetInt32(1), rows.GetInt32(2), rows.GetInt32(3), Seconds(rows, 4));
        }

        return hours;
    }

    public static async Task<List<SlowRun>> SlowestAsync(NpgsqlDataReader rows, CancellationToken cancellation)
    {
        var runs = new List<SlowRun>();
        while (await rows.ReadAsync(cancellation))
        {
            runs.Add(
                new(
                    rows.GetGuid(0),
                    rows.GetString(1),
                    rows.IsDBNull(2) ? null : rows.GetString(2),
                    rows.GetFieldValue<DateTimeOffset>(3),
                    TimeSpan.FromSeconds(Math.Max(0, rows.GetDouble(4))),
                    rows.GetBoolean(5),
                    rows.GetBoolean(6),
                    rows.GetGuid(7)
                )
            );
        }

        return runs;
    }

    public static async Task<Dictionary<Guid, FleetQueries.Usual>> UsualAsync(
        NpgsqlDataReader rows,
        CancellationToken cancellation
    )
    {
        var usual = new Dictionary<Guid, FleetQueries.Usual>();
        while (await rows.ReadAsync(cancellation))
        {
            var (took, pause) = (Two(rows, 3), Two(rows, 5));
            usual[rows.GetGuid(0)] = new(
                rows.GetInt32(1),
                rows.GetInt32(2),
                took.Middle,
                took.Long,
                rows.GetInt32(4),
                pause.Middle,
                pause.Long
            );
        }

        return usual;
    }

    private static TimeSpan? Seconds(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : TimeSpan.FromSeconds(Math.Max(0, row.GetDouble(column)));

    private static (TimeSpan? Middle, TimeSpan? Long) Two(NpgsqlDataReader row, int column)
    {
        if (row.IsDBNull(column) || row.GetFieldValue<double?[]>(column) is not [{ } middle, { } most])
        {
            return (null, null);
        }

        return (TimeSpan.FromSeconds(Math.Max(0, middle)), TimeSpan.FromSeconds(Math.Max(0, most)));
    }
}
