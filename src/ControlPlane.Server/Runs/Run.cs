namespace ControlPlane.Server.Runs;

/// <summary>A run as it is stored: who and where, what was declared through the API, and what its steps add up to.</summary>
internal sealed class Run
{
    public required Guid Id { get; init; }

    public required Guid AgentId { get; set; }

    /// <summary>Retention class of its environment, fixed when the run is first seen.</summary>
    public required string Class { get; init; }

    /// <summary>Day of its partition, fixed when the run is first seen.</summary>
    public required DateOnly RunDay { get; init; }

    /// <summary><c>api</c> if it was started through the API, <c>otlp</c> if its telemetry came first.</summary>
    public required string Origin { get; init; }

    /// <summary>The agent comes from the caller's key or from the API, and telemetry does not change it.</summary>
    public bool AgentBound { get; init; }

    /// <summary>The run this one turned out to be part of; its steps have moved there.</summary>
    public Guid? MergedInto { get; set; }

    /// <summary>False for what arrives as a trace but is no run: logs alone, or the creation of an agent alone.</summary>
    public bool Visible { get; set; }

    public required string Status { get; set; }

    /// <summary>What the steps alone say, whatever was declared.</summary>
    public required string AssembledStatus { get; set; }

    /// <summary>Declared through <c>/complete</c>.</summary>
    public string? DeclaredStatus { get; set; }

    public required string Environment { get; set; }

    public string? Version { get; set; }

    public string? Name { get; set; }

    /// <summary>Declared through the API; wins over the name of the root.</summary>
    public string? Task { get; set; }

    public string? SessionId { get; set; }

    public string? UserId { get; set; }

    public Guid? ParentRunId { get; set; }

    public string? IdempotencyKey { get; set; }

    /// <summary>Who started it: the person or the key.</summary>
    public string? StartedBy { get; set; }

    public required DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public required DateTimeOffset LastReceivedAt { get; set; }

    public string? Error { get; set; }

    /// <summary>Reported task completion, distinct from success.</summary>
    public bool? Completed { get; set; }

    /// <summary>JSON as the caller sent it.</summary>
    public string? Feedback { get; set; }

    public int Steps { get; set; }

    public int LlmCalls { get; set; }

    public int FailedLlmCalls { get; set; }

    public int ToolCalls { get; set; }

    public int Errors { get; set; }

    public int Redactions { get; set; }

    public required string[] Models { get; set; }

    /// <summary>JSON object: tool name → calls.</summary>
    public required string ToolCallsByName { get; set; }

    public long InputTokens { get; set; }

    public long OutputTokens { get; set; }

    public long CachedInputTokens { get; set; }

    public long CacheWriteTokens { get; set; }

    public long ReasoningTokens { get; set; }

    public long CostNanoUsd { get; set; }

    public required string CostStatus { get; set; }

    public long? ReportedCostNanoUsd { get; set; }

    /// <summary>JSON array of texts: why the cost is partial or unknown.</summary>
    public required string CostNotes { get; set; }
}
