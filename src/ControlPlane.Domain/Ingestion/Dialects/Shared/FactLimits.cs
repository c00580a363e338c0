using ControlPlane.Domain.Ingestion.Otlp;
using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>
/// Facts are searched and indexed, so they stay short; and they are summed, so numbers nobody can mean are put right.
/// </summary>
internal static class FactLimits
{
    private const int Word = 200;
    private const int Line = 500;
    private const int Paragraph = 1_000;
    private const int Reasons = 10;
    private const long MostTokens = 1_000_000_000_000;

    public static StepFacts Apply(StepFacts f) =>
        f with
        {
            Name = Cut(f.Name, Line)!,
            Operation = Cut(f.Operation, Word),
            Scope = Cut(f.Scope, Line)!,
            ServiceName = Cut(f.ServiceName, Word),
            AgentName = Cut(f.AgentName, Word),
            SessionId = Cut(f.SessionId, Word),
            UserId = Cut(f.UserId, Word),
            Environment = Cut(f.Environment, Word),
            Version = Cut(f.Version, Word),
            Provider = Cut(f.Provider, Word),
            RequestModel = Cut(f.RequestModel, Word),
            ResponseModel = Cut(f.ResponseModel, Word),
            ResponseId = Cut(f.ResponseId, Word),
            ReservationId = Cut(f.ReservationId, Word),
            ToolName = Cut(f.ToolName, Word),
            ToolCallId = Cut(f.ToolCallId, Word),
            HttpTarget = Cut(f.HttpTarget, Paragraph),
            ErrorType = Cut(f.ErrorType, Word),
            ErrorMessage = Cut(f.ErrorMessage, Paragraph),
            ErrorClass = Cut(f.ErrorClass, Word),
            Severity = Cut(f.Severity, Word),
            FinishReasons = [.. f.FinishReasons.Take(Reasons).Select(static reason => Cut(reason, Word)!)],
            Usage = f.Usage is { } usage ? Sane(usage) : null,
            MaxTokens = f.MaxTokens is >= 0 and <= MostTokens ? f.MaxTokens : null,
        };

    private static TokenUsage Sane(TokenUsage usage) =>
        new(
            Sane(usage.Input),
            Sane(usage.Output),
            Sane(usage.CachedInput),
            Sane(usage.CacheWrite),
            Sane(usage.Reasoning)
        );

    private static long Sane(long tokens) => Math.Clamp(tokens, 0, MostTokens);

    private static string? Cut(string? text, int length) => text is null ? null : SafeText.Cut(text, length);
}
