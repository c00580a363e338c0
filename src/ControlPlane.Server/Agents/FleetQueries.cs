using System.Collections.Concurrent;
using ControlPlane.Domain.Agents;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Agents;

/// <summary>Reads the fleet's board in one round trip.</summary>
internal sealed class FleetQueries(NpgsqlDataSource database, TimeProvider time)
{
    // What is usual over seven days does not change from second to second, and it is the dearest part to ask for.
    private static readonly TimeSpan UsualLasts = TimeSpan.FromMinutes(1);
    private const int MostEnvironments = 50;
    private readonly ConcurrentDictionary<string, (long ReadAt, Dictionary<Guid, Usual> Value)> usual = new(
        StringComparer.Ordinal
    );

    public async Task<Fleet> ReadAsync(FleetScope scope, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var hour = now - Fleet.LaneLength;
        var known = UsualOf(scope.Environment);
        await using var batch = database.CreateBatch();
        Add(batch, FleetSql.Agents, scope.Environment, scope.Since);
        Add(batch, FleetSql.Lanes, scope.Environment, hour, now);
        Add(batch, FleetSql.LastHour, scope.Environment, hour);
        Add(batch, FleetSql.Slowest, scope.Environment, scope.Since, now);
        if (known is null)
        {
            Add(batch, FleetSql.Usual, scope.Environment, hour - TimeSpan.FromDays(7), hour);
        }

        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var agents = await FleetRows.AgentsAsync(rows, cancellation);
        await rows.NextResultAsync(cancellation);
        var lanes = await FleetRows.LanesAsync(rows, cancellation);
        await rows.NextResultAsync(cancellation);
        var lastHour = await FleetRows.LastHourAsync(rows, cancellation);
        await rows.NextResultAsync(cancellation);
        var slowest = await FleetRows.SlowestAsync(rows, cancellation);
        if (known is null)
        {
            await rows.NextResultAsync(cancellation);
            known = await FleetRows.UsualAsync(rows, cancellation);
            Remember(scope.Environment, known);
        }

        return new(
            now,
            scope.Since,
            [
                .. agents
                    .Select(agent => Join(agent, lanes, lastHour, known, now))
                    .OrderBy(static agent => agent.Health.Word)
                    .ThenByDescending(static agent => agent.Runs)
                    .ThenBy(static agent => agent.Slug, StringComparer.Ordinal),
            ],
            slowest
        );
    }

    private static FleetAgent Join(
        FleetAgent agent,
        ILookup<Guid, FleetRows.Mark> lanes,
        Dictionary<Guid, FleetRows.Hour> lastHour,
        Dictionary<Guid, Usual> usual,
        DateTimeOffset now
    )
    {
        var marks = lanes[agent.Id].ToArray();
        var running = marks.Where(static mark => mark.Shown.Kind == LaneKind.Running).ToArray();
        var hour = lastHour.GetValueOrDefault(agent.Id) ?? new(0, 0, 0, null);
        var past = usual.GetValueOrDefault(agent.Id) ?? new(0, 0, null, null, 0, null, null);
        var lastMark = marks.Length == 0 ? (DateTimeOffset?)null : marks.Max(static mark => mark.Shown.To);
        var seen = agent.LastSeenAt ?? lastMark;
        var health = AgentHealth.Of(
            new()
            {
                Now = now,
                LastSeenAt = seen,
                Ended = hour.Ended,
                Failed = hour.Failed,
                FailedInARow = hour.FailedInARow,
                Took = hour.Took,
                RunningSince = running.Length == 0 ? null : running.Min(static mark => (DateTimeOffset?)mark.StartedAt),
                UsuallyEnded = past.Ended,
                UsuallyFailed = past.Failed,
                UsuallyTook = past.Took,
                LongTook = past.LongTook,
                Pauses = past.Pauses,
                UsualPause = past.Pause,
                LongPause = past.LongPause,
            }
        );
        return agent with
        {
            LastSeenAt = seen,
            Health = health,
            Running = running.Sum(static mark => mark.Shown.Runs),
            Lane = [.. marks.Select(static mark => mark.Shown)],
        };
    }

    private Dictionary<Guid, Usual>? UsualOf(string? environment) =>
        usual.TryGetValue(environment ?? "", out var held) && time.GetElapsedTime(held.ReadAt) < UsualLasts
            ? held.Value
            : null;

    // The environment comes from an address, so anybody can make up many.
    private void Remember(string? environment, Dictionary<Guid, Usual> value)
    {
        if (usual.Count >= MostEnvironments)
        {
            usual.Clear();
        }

        usual[environment ?? ""] = (time.GetTimestamp(), value);
    }

    private static void Add(NpgsqlBatch batch, string sql, string? environment, params DateTimeOffset[] times)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(
            new() { Value = (object?)environment ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
        );
        foreach (var instant in times)
        {
            command.Parameters.Add(
                new() { Value = instant.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz }
            );
        }

        batch.BatchCommands.Add(command);
    }

    /// <summary>What is usual for an agent.</summary>
    internal sealed record Usual(
        int Ended,
        int Failed,
        TimeSpan? Took,
        TimeSpan? LongTook,
        int Pauses,
        TimeSpan? Pause,
        TimeSpan? LongPause
    );
}
