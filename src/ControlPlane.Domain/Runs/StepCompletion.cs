namespace ControlPlane.Domain.Runs;

/// <summary>Fills what a counted step does not say with what another report of the same call says.</summary>
internal static class StepCompletion
{
    public static StepFacts Complete(StepFacts step, StepFacts other) =>
        step with
        {
            EndedAt = step.EndedAt ?? other.EndedAt,
            AgentName = step.AgentName ?? other.AgentName,
            SessionId = step.SessionId ?? other.SessionId,
            UserId = step.UserId ?? other.UserId,
            Environment = step.Environment ?? other.Environment,
            Version = step.Version ?? other.Version,
            RunId = step.RunId ?? other.RunId,
            Provider = step.Provider ?? other.Provider,
            RequestModel = step.RequestModel ?? other.RequestModel,
            ResponseModel = step.ResponseModel ?? other.ResponseModel,
            ResponseId = step.ResponseId ?? other.ResponseId,
            ReservationId = step.ReservationId ?? other.ReservationId,
            Usage = Complete(step.Usage, other.Usage),
            MaxTokens = step.MaxTokens ?? other.MaxTokens,
            FinishReasons = step.FinishReasons.Count > 0 ? step.FinishReasons : other.FinishReasons,
            TimeToFirstToken = step.TimeToFirstToken ?? other.TimeToFirstToken,
            ReportedCostNanoUsd = step.ReportedCostNanoUsd ?? other.ReportedCostNanoUsd,
            HasMalformedToolArguments = step.HasMalformedToolArguments || other.HasMalformedToolArguments,
            HasOutput = step.HasOutput || other.HasOutput,
            HasEmptyAnswer = step.HasEmptyAnswer && !other.HasOutput && other.Usage is null,
            ToolName = step.ToolName ?? other.ToolName,
            ToolCallId = step.ToolCallId ?? other.ToolCallId,
            Attempt = step.Attempt ?? other.Attempt,
            RetryCount = step.RetryCount ?? other.RetryCount,
        };

    // The same call with the same tokens, of which one report knows more parts than the other.
    private static TokenUsage? Complete(TokenUsage? usage, TokenUsage? other) =>
        usage is null ? other
        : other is null || other.Input != usage.Input || other.Output != usage.Output ? usage
        : usage with
        {
            CachedInput = Math.Max(usage.CachedInput, other.CachedInput),
            CacheWrite = Math.Max(usage.CacheWrite, other.CacheWrite),
            Reasoning = Math.Max(usage.Reasoning, other.Reasoning),
        };
}
