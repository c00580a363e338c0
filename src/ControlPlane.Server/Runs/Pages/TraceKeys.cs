namespace ControlPlane.Server.Runs.Pages;

/// <summary>What a key does in the trace: go to a step, or show or hide what stands below one.</summary>
internal sealed record TraceMove(TraceStep? GoTo = null, Guid? Toggle = null);

/// <summary>Keys of the trace, as in a grid of rows that fold: left closes, then goes up; right opens, then goes down.</summary>
internal static class TraceKeys
{
    /// <param name="row">The row of the open step; -1 if none is open.</param>
    public static TraceMove By(TraceView trace, int row, int by) =>
        trace.Visible.Count == 0
            ? new()
            : new(GoTo: trace.Visible[Math.Clamp(row + by, 0, trace.Visible.Count - 1)].Step);

    public static TraceMove Left(TraceView trace, int row)
    {
        if (row < 0)
        {
            return By(trace, row, 1);
        }

        var node = trace.Visible[row];
        return node.Descendants > 0 && !trace.Closed.Contains(node.Step.Key)
            ? new(Toggle: node.Step.Key)
            : new(GoTo: StepTree.Above(trace.Visible, row).FirstOrDefault()?.Step);
    }

    public static TraceMove Right(TraceView trace, int row)
    {
        if (row < 0)
        {
            return By(trace, row, 1);
        }

        var node = trace.Visible[row];
        return trace.Closed.Contains(node.Step.Key) ? new(Toggle: node.Step.Key)
            : node.Descendants > 0 ? By(trace, row, 1)
            : new();
    }
}
