namespace ControlPlane.Domain.Runs;

/// <summary>How the steps of one trace relate to a run.</summary>
public enum TraceShape
{
    /// <summary>No root has come yet. It is a run of its own until more is known.</summary>
    Undetermined,

    /// <summary>Its root is an application or an agent: the trace is one run.</summary>
    Rooted,

    /// <summary>Its root is a call: plain instrumentation of an SDK, where one run makes many traces.</summary>
    Rootless,

    /// <summary>It only tells that agents were defined: part of a run of the same service nearby, none of its own.</summary>
    AgentDefinition,
}

/// <summary>What has to be known of a trace to find its run.</summary>
/// <param name="Agent">See "Who is the agent of a span": of the root, else the service.</param>
/// <param name="RunId">The run that a step of the trace names itself; it goes before every other rule.</param>
public sealed record TraceSummary(
    TraceShape Shape,
    string? Agent,
    string? ServiceName,
    string? SessionId,
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    Guid? RunId
);

/// <summary>
/// Which traces are one run. All rules look at the set of traces, never at the order they came in: the caller applies
/// them again whenever a summary changes, and moves traces between runs if the answer is another one.
/// </summary>
public static class TraceGrouping
{
    /// <summary>Traces further apart than this are never joined.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    /// <param name="facts">All known steps of one trace, at least one.</param>
    public static TraceSummary Summarise(IReadOnlyCollection<StepFacts> facts)
    {
        var steps = facts.OrderBy(static step => step.StartedAt).ThenBy(static step => step.Key).ToList();
        var roots = steps.Where(static step => step.ParentKey is null).ToList();
        var root =
            roots.Find(static r => !r.IsExchange && !r.IsAgentDefinition) ?? roots.Find(static r => r.IsExchange);
        var speaker = root ?? roots.FirstOrDefault();
        var service = speaker?.ServiceName ?? First(steps, static step => step.ServiceName);
        return new TraceSummary(
            ShapeOf(roots, root),
            speaker?.AgentName ?? service ?? First(steps, static step => step.AgentName),
            service,
            speaker?.SessionId ?? First(steps, static step => step.SessionId),
            steps[0].StartedAt,
            steps.Max(static step => step.EndedAt > step.StartedAt ? step.EndedAt.Value : step.StartedAt),
            steps.Select(static step => step.RunId).FirstOrDefault(static id => id is not null)
        );
    }

    /// <summary>
    /// Two traces are neighbours in one run: both rootless, of one agent and one session, with a gap under
    /// <see cref="Window"/>. A run is everything that is connected by neighbours.
    /// </summary>
    public static bool AreNeighbours(TraceSummary one, TraceSummary other) =>
        one.Shape == TraceShape.Rootless
        && other.Shape == TraceShape.Rootless
        && one.SessionId is not null
        && one.SessionId == other.SessionId
        && one.Agent == other.Agent
        && Gap(one, other) < Window;

    /// <summary>Divides traces into runs by <see cref="AreNeighbours"/>; all others stand alone. By start.</summary>
    public static IReadOnlyList<IReadOnlyList<TraceSummary>> Divide(IEnumerable<TraceSummary> traces)
    {
        var runs = new List<List<TraceSummary>>();
        var open = new Dictionary<(string?, string?), (List<TraceSummary> Run, DateTimeOffset End)>();
        foreach (var trace in traces.OrderBy(static trace => trace.StartedAt).ThenBy(static trace => trace.EndedAt))
        {
            var key = (trace.Agent, trace.SessionId);
            if (trace is not { Shape: TraceShape.Rootless, SessionId: not null })
            {
                runs.Add([trace]);
            }
            else if (open.TryGetValue(key, out var last) && trace.StartedAt - last.End < Window)
            {
                last.Run.Add(trace);
                open[key] = (last.Run, trace.EndedAt > last.End ? trace.EndedAt : last.End);
            }
            else
            {
                runs.Add([trace]);
                open[key] = (runs[^1], trace.EndedAt);
            }
        }

        return runs;
    }

    /// <summary>
    /// The run that a definition of an agent belongs to: of the same service, nearest in time within
    /// <see cref="Window"/>, the earlier of two equally near. Null if there is none (yet).
    /// </summary>
    /// <param name="runs">Traces, or whole runs summed up as one, that are no definitions themselves.</param>
    public static TraceSummary? RunOfDefinition(TraceSummary definition, IEnumerable<TraceSummary> runs) =>
        runs.Where(run => run.Shape != TraceShape.AgentDefinition && run.ServiceName == definition.ServiceName)
            .Where(run => Gap(definition, run) < Window)
            .OrderBy(run => Gap(definition, run))
            .ThenBy(static run => run.StartedAt)
            .ThenBy(static run => run.EndedAt)
            .FirstOrDefault();

    /// <summary>Time between two traces; zero if they overlap.</summary>
    public static TimeSpan Gap(TraceSummary one, TraceSummary other)
    {
        var gap = one.StartedAt > other.StartedAt ? one.StartedAt - other.EndedAt : other.StartedAt - one.EndedAt;
        return gap > TimeSpan.Zero ? gap : TimeSpan.Zero;
    }

    private static TraceShape ShapeOf(List<StepFacts> roots, StepFacts? root) =>
        roots.Count == 0 ? TraceShape.Undetermined
        : root is null ? TraceShape.AgentDefinition
        : root.IsExchange ? TraceShape.Rootless
        : TraceShape.Rooted;

    private static string? First(List<StepFacts> steps, Func<StepFacts, string?> fact) =>
        steps.Select(fact).FirstOrDefault(static value => value is not null);
}
