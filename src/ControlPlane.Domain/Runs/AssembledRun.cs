namespace ControlPlane.Domain.Runs;

/// <summary>A run as it follows from all its steps, whatever order they came in.</summary>
public sealed record AssembledRun
{
    /// <summary>All steps by start, each once.</summary>
    public required IReadOnlyList<AssembledStep> Steps { get; init; }

    /// <summary>
    /// Keys of the model calls and tool calls that are counted: money is summed over these, and over no other step.
    /// </summary>
    public required IReadOnlyList<Guid> CountedKeys { get; init; }

    /// <summary>Model calls that were answered.</summary>
    public required int LlmCalls { get; init; }

    /// <summary>Model calls that failed, or ended without any answer.</summary>
    public required int FailedLlmCalls { get; init; }

    public required int ToolCalls { get; init; }

    /// <summary>By name, sorted; a tool without a name is under the empty name.</summary>
    public required IReadOnlyDictionary<string, int> ToolCallsByName { get; init; }

    /// <summary>Failures where they began: an error that travels up the tree is one error.</summary>
    public required int Errors { get; init; }

    /// <summary>Models that served, else were requested, sorted.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    public required TokenUsage Usage { get; init; }

    /// <summary>At least one answered model call reports no tokens, so the sum is too low.</summary>
    public required bool IsUsageMissing { get; init; }

    /// <summary>Cost as clients computed it, in nano-USD; null if none did.</summary>
    public required long? ReportedCostNanoUsd { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The latest time any step names.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>Null while the run is not known to have ended.</summary>
    public DateTimeOffset? EndedAt => Status == RunStatus.Running ? null : LastSeenAt;

    /// <summary>The root: a step without parent. Null if none has come.</summary>
    public required Guid? RootKey { get; init; }

    /// <summary>The root has come and has ended: nothing but stragglers is expected, the status is settled.</summary>
    public required bool HasRootEnded { get; init; }

    /// <summary>
    /// <see cref="RunStatus.Running"/>, <see cref="RunStatus.Succeeded"/> or <see cref="RunStatus.Failed"/>. A run
    /// whose root has not come may be failed for now and recover when more of it arrives.
    /// </summary>
    public required RunStatus Status { get; init; }

    public required string? AgentName { get; init; }

    public required string? ServiceName { get; init; }

    public required string? Name { get; init; }

    public required string? SessionId { get; init; }

    public required string? UserId { get; init; }

    public required string? Environment { get; init; }

    public required string? Version { get; init; }

    /// <summary>Sorted.</summary>
    public required IReadOnlyList<string> TraceIds { get; init; }
}

/// <summary>One step of an assembled run.</summary>
/// <param name="Facts">Its facts; on a counted step, completed by those of its duplicates.</param>
/// <param name="DuplicateOf">The step that is counted instead of this one, because both report the same call.</param>
/// <param name="IsJoined">It is not shown as a step of its own: see <see cref="CallReports.AreOneStep"/>.</param>
public sealed record AssembledStep(StepFacts Facts, Guid? DuplicateOf, bool IsJoined)
{
    public bool IsDuplicate => DuplicateOf is not null;

    public LlmOutcome Outcome => IsDuplicate ? LlmOutcome.None : LlmOutcomes.Of(Facts);
}
