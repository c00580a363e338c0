using ControlPlane.Domain.Runs;

namespace ControlPlane.Server.Runs;

/// <summary>
/// A step as the tree and the waterfall show it, and nothing more: a run may have tens of thousands, and all who look at
/// it share one list of them. What repeats from step to step is one text in memory.
/// </summary>
public sealed record TraceStep
{
    public required Guid Key { get; init; }

    public required string Id { get; init; }

    public Guid? ParentKey { get; init; }

    public required StepKind Kind { get; init; }

    public bool IsAgent { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public StepStatus Status { get; init; }

    public string? Model { get; init; }

    public string? Tool { get; init; }

    public string? ToolCallId { get; init; }

    public string? Target { get; init; }

    public double? Confidence { get; init; }

    public int? Attempt { get; init; }

    public string? ErrorType { get; init; }

    /// <summary>Its beginning.</summary>
    public string? ErrorMessage { get; init; }

    public long Tokens { get; init; }

    /// <summary>Null if it is no model call or could not be priced.</summary>
    public long? CostNanoUsd { get; init; }

    /// <summary>The step that is counted instead of this one, which is the same call seen twice.</summary>
    public Guid? DuplicateOf { get; init; }

    /// <summary>Other reports of this call, which are shown as this step.</summary>
    public IReadOnlyList<CallReport> Reports { get; init; } = [];

    public bool Failed => Status == StepStatus.Error;
}

/// <summary>A report of a call by the id it came with.</summary>
public sealed record CallReport(Guid Key, string Id);

/// <summary>What was cut off the reports of a run, because they were over the limits.</summary>
/// <param name="Parts">Steps of which something was cut, with the number of parts: texts, attributes, events.</param>
/// <param name="Counted">False if some content was stored before this was counted.</param>
public sealed record RunCuts(IReadOnlyDictionary<Guid, long> Parts, bool Counted)
{
    public static RunCuts None { get; } = new(new Dictionary<Guid, long>(), true);
}

/// <summary>When log records of a step came.</summary>
/// <param name="Count">All of them.</param>
/// <param name="At">The first few.</param>
public sealed record LogMarks(int Count, IReadOnlyList<DateTimeOffset> At);
