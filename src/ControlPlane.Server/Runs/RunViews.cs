using System.Text.Json.Nodes;
using ControlPlane.Domain.Runs;
using ControlPlane.Server.Runs.Recording;

namespace ControlPlane.Server.Runs;

/// <summary>A run as lists show it.</summary>
/// <param name="Agent">The agent's slug.</param>
/// <param name="Name">What the run is about: its task, else the name of its root.</param>
/// <param name="Steps">How many steps it has; what the API and a trace both tell of a call is one.</param>
public sealed record RunRow(
    Guid Id,
    string Agent,
    string? Name,
    RunStatus Status,
    string Environment,
    string? Version,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    string? SessionId,
    string? UserId,
    int LlmCalls,
    int FailedLlmCalls,
    int ToolCalls,
    int Errors,
    IReadOnlyList<string> Models,
    TokenUsage Tokens,
    long CostNanoUsd,
    CostStatus CostStatus,
    long? ReportedCostNanoUsd,
    int Steps
)
{
    public Guid AgentId { get; init; }

    /// <summary>When the newest report of it was stored.</summary>
    public DateTimeOffset LastReceivedAt { get; init; }

    /// <summary>It has not ended: more may come.</summary>
    public bool GoesOn => Status is RunStatus.Running or RunStatus.Waiting or RunStatus.Stopping;
}

/// <summary>A run as its own page and the API show it.</summary>
/// <param name="CostNotes">Why the cost is partial or unknown, in words, one a cause.</param>
public sealed record RunDetail(
    RunRow Run,
    IReadOnlyList<string> TraceIds,
    IReadOnlyDictionary<string, int> ToolCallsByName,
    Guid? ParentRunId,
    string? Error,
    bool Advisory,
    int Redactions,
    IReadOnlyList<string> CostNotes
);

/// <summary>A step as the tree and the waterfall show it: without its content.</summary>
/// <param name="DuplicateOf">The step that is counted instead of this one, which is the same call seen twice.</param>
/// <param name="CostNanoUsd">Null if it is no model call or could not be priced.</param>
public sealed record StepRow(StepFacts Facts, Guid? DuplicateOf, long? CostNanoUsd)
{
    internal static StepRow Of(StoredStep step) => new(step.Facts, step.DuplicateOf, step.CostNanoUsd);
}

/// <summary>One line of "how the cost was computed".</summary>
public sealed record CostLine(string TokenType, long Tokens, decimal UsdPerMillion, decimal AmountUsd);

/// <summary>A step that was opened.</summary>
/// <param name="Raw">The report as it was stored, after redaction.</param>
public sealed record StepDetail(
    StepRow Step,
    StepContent Content,
    JsonNode? Raw,
    IReadOnlyList<CostLine> CostLines,
    string? PriceNote
);

/// <summary>What a list of runs is narrowed to; null means any.</summary>
internal sealed record RunFilter
{
    public static RunFilter All { get; } = new();

    public string? Agent { get; init; }

    public RunStatus? Status { get; init; }

    public string? SessionId { get; init; }

    public string? UserId { get; init; }

    public string? Environment { get; init; }

    /// <summary>Runs that started at or after this instant.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Runs that started before this instant.</summary>
    public DateTimeOffset? To { get; init; }
}
