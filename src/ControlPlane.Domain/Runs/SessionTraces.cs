namespace ControlPlane.Domain.Runs;

/// <summary>
/// Plain SDK instrumentation makes a trace of its own for each call. Such rootless traces of one agent and session are
/// one run as long as the gaps between them are short.
/// </summary>
public static class SessionTraces
{
    /// <summary>Traces that are this far apart, or further, are two runs.</summary>
    public static readonly TimeSpan LargestGap = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The name that the traces of one run share; null for a trace that is a run of its own: its root is no call, or
    /// nobody says which session it belongs to.
    /// </summary>
    /// <param name="root">The step without a parent.</param>
    public static string? GroupOf(StepFacts root) =>
        root is { ParentId: null, TraceId: not null, SessionId: { } session, Kind: StepKind.Llm or StepKind.Tool }
            ? $"{root.AgentName ?? root.ServiceName}\n{session}"
            : null;
}
