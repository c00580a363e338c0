using ControlPlane.Domain.Runs;
using ControlPlane.Server.Agents;
using ControlPlane.Server.Platform.Storage;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs.Recording;

/// <summary>
/// Finds or makes the run of every reported step and holds its row until the transaction ends. Traces are taken in
/// the order of their ids and runs in the order of theirs, so that two writers wait for each other and never lock up.
/// </summary>
internal sealed class RunPlacement(NpgsqlConnection connection, DateTimeOffset now)
{
    private readonly Dictionary<Guid, OpenRun> open = [];
    private readonly Dictionary<string, Guid> runOfTrace = new(StringComparer.Ordinal);
    private readonly List<(Guid From, Guid Into)> moves = [];

    public IReadOnlyDictionary<Guid, OpenRun> Open => open;

    public IReadOnlyDictionary<string, Guid> RunOfTrace => runOfTrace;

    /// <summary>The merges this transaction made: both runs of each have changed.</summary>
    public IReadOnlyList<(Guid From, Guid Into)> Moves => moves;

    /// <summary>Follows merges that other writers made before our lock.</summary>
    public OpenRun? Find(Guid id)
    {
        for (var hops = 0; hops < 10 && open.TryGetValue(id, out var run); hops++)
        {
            if (run.MergedInto is not { } target)
            {
                return run;
            }

            id = target;
        }

        return null;
    }

    /// <param name="traces">Every trace of the batch, as far as the batch itself tells.</param>
    public async Task PlaceAsync(
        RecordingBatch batch,
        IReadOnlyDictionary<string, NewTrace> traces,
        CancellationToken cancellation
    )
    {
        await LookUpTracesAsync([.. traces.Keys], cancellation);
        await RegisterTracesAsync(
            [.. traces.Values.Where(trace => !runOfTrace.ContainsKey(trace.TraceId))],
            cancellation
        );
        var claimed = batch
            .Steps.Select(static step => step.Facts.RunId ?? step.Report.RunId)
            .Concat(batch.Reports.Select(static report => report.RunId))
            .OfType<Guid>();
        await OpenAsync([.. runOfTrace.Values.Concat(claimed).Distinct()], cancellation);
        foreach (var trace in runOfTrace.ToArray())
        {
            runOfTrace[trace.Key] = Find(trace.Value)?.Id ?? trace.Value;
        }
    }

    /// <summary>Locks runs in the order of their ids, and those they were merged into.</summary>
    public async Task OpenAsync(Guid[] ids, CancellationToken cancellation)
    {
        for (var wanted = ids; wanted.Length > 0; )
        {
            var found = await LockAsync([.. wanted.Where(id => !open.ContainsKey(id)).Order()], cancellation);
            foreach (var run in found)
            {
                open[run.Id] = run;
            }

            wanted =
            [
                .. found
                    .Select(static run => run.MergedInto)
                    .OfType<Guid>()
                    .Where(id => !open.ContainsKey(id))
                    .Distinct(),
            ];
        }
    }

    /// <summary>The run of a trace that is known to be registered.</summary>
    public async Task<Guid> RunOfAsync(string traceId, CancellationToken cancellation)
    {
        await LookUpTracesAsync([traceId], cancellation);
        return runOfTrace[traceId];
    }

    public void Moved(Guid from, Guid into)
    {
        moves.Add((from, into));
        open[from] = open[from] with { MergedInto = into };
        open[into] = open[into] with { IsNew = false };
        foreach (var trace in runOfTrace.Where(trace => trace.Value == from).ToArray())
        {
            runOfTrace[trace.Key] = into;
        }
    }

    private async Task LookUpTracesAsync(string[] traceIds, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "SELECT trace_id, run_id FROM run_traces WHERE trace_id = ANY($1)",
            connection
        );
        command.Parameters.Add(new() { Value = traceIds });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            runOfTrace[rows.GetString(0)] = rows.GetGuid(1);
        }
    }

    private async Task RegisterTracesAsync(NewTrace[] unknown, CancellationToken cancellation)
    {
        if (unknown.Length == 0)
        {
            return;
        }

        var traces = unknown.OrderBy(static trace => trace.TraceId, StringComparer.Ordinal).ToArray();
        var ids = traces.Select(_ => Guid.CreateVersion7(now)).ToArray();
        await using (
            var command = new NpgsqlCommand(
                """
                INSERT INTO run_traces (trace_id, run_id)
                SELECT t.trace_id, t.run_id FROM unnest($1::text[], $2::uuid[]) WITH ORDINALITY AS t(trace_id, run_id, n)
                ORDER BY t.n
                ON CONFLICT (trace_id) DO NOTHING
                """,
                connection
            )
        )
        {
            command.Parameters.Add(new() { Value = traces.Select(static trace => trace.TraceId).ToArray() });
            command.Parameters.Add(new() { Value = ids });
            await command.ExecuteNonQueryAsync(cancellation);
        }

        // Another writer may have been first with some of them; its commit was waited for, so it is seen here.
        await LookUpTracesAsync([.. traces.Select(static trace => trace.TraceId)], cancellation);
        var mine = traces.Zip(ids).Where(pair => runOfTrace[pair.First.TraceId] == pair.Second).ToArray();
        await MakeRunsAsync(mine, cancellation);
    }

    private async Task MakeRunsAsync((NewTrace Trace, Guid RunId)[] mine, CancellationToken cancellation)
    {
        var names = mine.Where(static run => run.Trace.BoundAgentId is null).Select(static run => run.Trace.AgentName);
        var agents = await DiscoverAgents.InAsync(connection, [.. names], now, cancellation);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (trace, id) in mine)
        {
            var run = new OpenRun(
                id,
                trace.BoundAgentId ?? agents[trace.AgentName],
                trace.Class,
                trace.RunDay(now),
                OpenRun.FromTelemetry,
                trace.BoundAgentId is not null,
                null,
                null,
                trace.Environment,
                trace.StartedAt,
                null
            )
            {
                IsNew = true,
            };
            open[id] = run;
            batch.BatchCommands.Add(NewRun.Insert(run, now));
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellation);
        }
    }

    private async Task<List<OpenRun>> LockAsync(Guid[] ids, CancellationToken cancellation)
    {
        var runs = new List<OpenRun>(ids.Length);
        if (ids.Length == 0)
        {
            return runs;
        }

        await using var command = new NpgsqlCommand(
            """
            SELECT id, agent_id, class, run_day, origin, agent_bound, merged_into, declared_status, environment, started_at, ended_at
            FROM runs WHERE id = ANY($1) ORDER BY id FOR UPDATE
            """,
            connection
        );
        command.Parameters.Add(new() { Value = ids });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            runs.Add(
                new OpenRun(
                    rows.GetGuid(0),
                    rows.GetGuid(1),
                    rows.GetString(2),
                    rows.GetFieldValue<DateOnly>(3),
                    rows.GetString(4),
                    rows.GetBoolean(5),
                    rows.IsDBNull(6) ? null : rows.GetGuid(6),
                    rows.IsDBNull(7) ? null : rows.GetString(7),
                    rows.GetString(8),
                    rows.GetFieldValue<DateTimeOffset>(9),
                    rows.IsDBNull(10) ? null : rows.GetFieldValue<DateTimeOffset>(10)
                )
            );
        }

        return runs;
    }
}
