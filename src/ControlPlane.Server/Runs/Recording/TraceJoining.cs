using ControlPlane.Domain.Prices;
using Npgsql;

namespace ControlPlane.Server.Runs.Recording;

/// <summary>
/// Ties a trace to a run that was started through the API. Telemetry of the trace may have come first, as a run of its
/// own: that one moves into this.
/// </summary>
internal sealed class TraceJoining(NpgsqlConnection connection, PriceTable prices, DateTimeOffset now)
{
    /// <returns>Runs that moved into this one.</returns>
    public async Task<IEnumerable<Guid>> JoinAsync(Guid runId, string traceId, CancellationToken cancellation)
    {
        await using (
            var command = new NpgsqlCommand(
                "INSERT INTO run_traces (trace_id, run_id) VALUES ($1, $2) ON CONFLICT (trace_id) DO NOTHING",
                connection
            )
        )
        {
            command.Parameters.Add(new() { Value = traceId });
            command.Parameters.Add(new() { Value = runId });
            await command.ExecuteNonQueryAsync(cancellation);
        }

        var placement = new RunPlacement(connection, now);
        var found = await placement.RunOfAsync(traceId, cancellation);
        await placement.OpenAsync([runId, found], cancellation);
        if (
            placement.Find(found) is { Origin: OpenRun.FromTelemetry } telemetry
            && placement.Find(runId) is { } started
            && (!telemetry.AgentBound || telemetry.AgentId == started.AgentId)
        )
        {
            await new RunMerging(connection, placement).MergeAsync(telemetry.Id, runId, cancellation);
            await new RunSummary(connection, prices, now).RefreshAsync(
                [placement.Find(runId)!],
                Array.Empty<StoredStep>().ToLookup(static step => step.RunId),
                cancellation
            );
        }

        return placement.Moves.Select(static move => move.From);
    }
}
