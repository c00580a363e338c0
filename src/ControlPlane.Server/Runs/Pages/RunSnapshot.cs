using System.Collections.Frozen;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>All that the page of one run shows without opening a step; shared by everybody who looks at the run.</summary>
public sealed class RunSnapshot
{
    /// <summary>A run of more steps is not read again and again as each of them comes.</summary>
    private const int Large = 5_000;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private readonly Lazy<Dictionary<Guid, int>> byKey;
    private readonly Lazy<Dictionary<string, int>> byId;

    public RunSnapshot(
        RunDetail? detail,
        IReadOnlyList<TraceStep> steps,
        IReadOnlyDictionary<Guid, LogMarks>? logs = null,
        RunCuts? cuts = null
    )
    {
        Detail = detail;
        Nodes = StepTree.Build(steps);
        Logs = logs ?? FrozenDictionary<Guid, LogMarks>.Empty;
        Cuts = cuts ?? RunCuts.None;
        byKey = new(() => Index(static step => step.Key, static report => report.Key));
        byId = new(() => Index(static step => step.Id, static report => report.Id));
    }

    /// <summary>Null if there is no such run.</summary>
    public RunDetail? Detail { get; }

    public IReadOnlyList<StepNode> Nodes { get; }

    public IReadOnlyDictionary<Guid, LogMarks> Logs { get; }

    public RunCuts Cuts { get; }

    /// <summary>When the last thing happened that was reported; null if no step was.</summary>
    public DateTimeOffset? LastHappenedAt =>
        Nodes.Count == 0 ? null : Nodes.Max(static node => node.Step.EndedAt ?? node.Step.StartedAt);

    public TraceStep? Find(Guid key) => byKey.Value.TryGetValue(key, out var index) ? Nodes[index].Step : null;

    public int IndexOf(Guid key) => byKey.Value.TryGetValue(key, out var index) ? index : -1;

    /// <param name="link">What <see cref="LinkOf"/> gave: a step's id, or its key where the id is not unique.</param>
    public TraceStep? Find(string? link) =>
        link is null ? null
        : byId.Value.TryGetValue(link, out var index) ? Nodes[index].Step
        : Guid.TryParse(link, out var key) ? Find(key)
        : null;

    public string LinkOf(TraceStep step) =>
        byId.Value.TryGetValue(step.Id, out var index) && Nodes[index].Step.Key == step.Key
            ? step.Id
            : step.Key.ToString("D");

    /// <summary>The tool call that a model asked for by this id.</summary>
    public TraceStep? FindCall(string? callId) =>
        string.IsNullOrEmpty(callId) ? null : Nodes.FirstOrDefault(node => node.Step.ToolCallId == callId)?.Step;

    internal static async Task<RunSnapshot> ReadAsync(
        RunQueries runs,
        RunTraces traces,
        Guid id,
        RunSnapshot? before,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (before?.Nodes.Count > Large)
        {
            await Task.Delay(Pace, time, cancellation);
        }

        var detail = await runs.FindAsync(id, cancellation);
        return detail is null
            ? new(null, [])
            : new(
                detail,
                await traces.StepsAsync(detail.Run.Id, cancellation),
                await traces.LogsAsync(detail.Run.Id, cancellation),
                await traces.CutsAsync(detail.Run.Id, cancellation)
            );
    }

    // The first of several with the same id has it, and a step before a report of another.
    private Dictionary<T, int> Index<T>(Func<TraceStep, T> keyOf, Func<CallReport, T> keyOfReport)
        where T : notnull
    {
        var index = new Dictionary<T, int>(Nodes.Count);
        for (var i = 0; i < Nodes.Count; i++)
        {
            index.TryAdd(keyOf(Nodes[i].Step), i);
        }

        for (var i = 0; i < Nodes.Count; i++)
        {
            foreach (var report in Nodes[i].Step.Reports)
            {
                index.TryAdd(keyOfReport(report), i);
            }
        }

        return index;
    }
}
