namespace ControlPlane.Server.Runs.Recording;

/// <summary>
/// A span that names a run (<c>controlplane.run.id</c>) brings its whole trace along: what was stored of the trace
/// before it as a run of its own moves into the run that was named. The key of an agent moves nothing of another's.
/// </summary>
internal sealed class RunClaims(RunPlacement placement, RunMerging merging)
{
    public async Task SettleAsync(RecordingBatch batch, CancellationToken cancellation)
    {
        foreach (var step in batch.Steps.Where(static step => step.Facts is { RunId: not null, TraceId: not null }))
        {
            if (
                placement.Find(step.Facts.RunId!.Value) is { } named
                && placement.RunOfTrace.TryGetValue(step.Facts.TraceId!, out var current)
                && placement.Find(current) is { Origin: OpenRun.FromTelemetry } found
                && found.Id != named.Id
                && Allows(step.Report.BoundAgentId, found, named)
            )
            {
                await merging.MergeAsync(found.Id, named.Id, cancellation);
            }
        }
    }

    private static bool Allows(Guid? boundAgent, OpenRun found, OpenRun named) =>
        boundAgent is null || (boundAgent == named.AgentId && (!found.AgentBound || found.AgentId == boundAgent));
}
