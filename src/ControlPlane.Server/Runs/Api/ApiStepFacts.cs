using ControlPlane.Domain.Redaction;
using ControlPlane.Domain.Runs;
using ControlPlane.Server.Platform.Storage;
using ControlPlane.Server.Runs.Recording;

namespace ControlPlane.Server.Runs.Api;

/// <summary>From a client's words to ours, refusing what makes no sense.</summary>
internal static class ApiStepFacts
{
    public static (ReportedStep? Step, string? Error) Read(
        Guid runId,
        StepRequest? request,
        RedactionPatterns patterns,
        DateTimeOffset now
    )
    {
        if (Problem(request, now) is { } problem)
        {
            return (null, problem);
        }

        var step = WithoutSecrets(request!, patterns);
        var kind = StoredName.Parse<StepKind>(step.Kind!);
        var (document, redactions) = ApiStepReader.Document(request!, patterns);
        var facts = new StepFacts
        {
            Key = StepKey.OfApiStep(runId, request!.Id!),
            Id = step.Id!,
            ParentKey = request.ParentId is { } parent ? StepKey.OfApiStep(runId, parent) : null,
            ParentId = step.ParentId,
            Kind = kind,
            Operation = step.Operation ?? OperationOf(kind),
            Name = step.Name ?? step.Tool ?? step.Model ?? step.Kind!,
            StartedAt = step.StartedAt!.Value.ToUniversalTime(),
            EndedAt = step.EndedAt is { } end && end < step.StartedAt ? step.StartedAt : step.EndedAt,
            Status = step.Status is { } status ? StoredName.Parse<StepStatus>(status) : StatusOf(step),
            Scope = ApiStepReader.SourceName,
            Dialect = ApiStepReader.SourceName,
            UserId = step.UserId,
            ReservationId = step.ReservationId,
            Provider = step.Provider,
            RequestModel = step.Model,
            ResponseModel = step.ResponseModel,
            ResponseId = step.ResponseId,
            Usage = UsageOf(kind, step.Tokens),
            MaxTokens = step.MaxTokens,
            FinishReasons = step.FinishReasons ?? [],
            TimeToFirstToken = step.TimeToFirstTokenMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
            ReportedCostNanoUsd = step.CostUsd is { } usd ? Usd.ToNano(usd) : null,
            HasOutput = step.Output is not null || step.Result is not null,
            ToolName = step.Tool ?? (kind == StepKind.Tool ? step.Name : null),
            ToolCallId = step.ToolCallId,
            Attempt = step.Attempt,
            RetryCount = step.RetryCount,
            Confidence = step.Confidence,
            HttpTarget = step.Url,
            HttpStatus = step.HttpStatus,
            ErrorType = step.Error?.Type,
            ErrorMessage = step.Error?.Message,
            ErrorClass = step.Error?.Class,
            Severity = step.Error?.Severity,
            Redactions = redactions,
        };
        return (new ReportedStep(FactLimits.Apply(facts), StepDocument.Pack(document)), null);
    }

    private static string? Problem(StepRequest? step, DateTimeOffset now) =>
        step switch
        {
            null => "A step is an object.",
            { Id: null or "" } or { Id.Length: > 200 } => "id: 1 to 200 characters.",
            { ParentId.Length: > 200 } => "parentId: at most 200 characters.",
            { Kind: null } => "kind: say what it is.",
            _ when !StoredName.TryParse<StepKind>(step.Kind, out _) =>
                $"kind: one of {string.Join(", ", StoredName.All<StepKind>())}.",
            { StartedAt: null } => "startedAt: say when it started.",
            _ when step.StartedAt < DateTimeOffset.UnixEpoch || step.StartedAt > now.AddDays(1) =>
                "startedAt: after 1970 and not in the future.",
            _ when step.Status is { } status && !StoredName.TryParse<StepStatus>(status, out _) =>
                $"status: one of {string.Join(", ", StoredName.All<StepStatus>())}.",
            { Confidence: < 0 or > 1 } => "confidence: from 0 to 1.",
            { CostUsd: < 0 or > 1_000_000 } => "costUsd: from 0 to 1,000,000.",
            { Tokens: { } tokens } when IsNegative(tokens) => "tokens: no negative counts.",
            { TimeToFirstTokenMs: < 0 or > 86_400_000 } => "timeToFirstTokenMs: from 0 to a day.",
            _ when HasNul(step) => "Texts must not contain the character NUL.",
            _ => null,
        };

    private static bool HasNul(StepRequest step) =>
        new[]
        {
            step.Id,
            step.ParentId,
            step.Name,
            step.ReservationId,
            step.Operation,
            step.Provider,
            step.Model,
            step.ResponseModel,
            step.ResponseId,
            step.Tool,
            step.ToolCallId,
            step.UserId,
            step.Url,
            step.Error?.Type,
            step.Error?.Message,
            step.Error?.Class,
            step.Error?.Severity,
        }
            .Concat(step.FinishReasons ?? [])
            .Any(static text => text?.Contains('\0', StringComparison.Ordinal) == true);

    private static bool IsNegative(StepTokensRequest tokens) =>
        tokens.Input < 0
        || tokens.Output < 0
        || tokens.CachedInput < 0
        || tokens.CacheWrite < 0
        || tokens.Reasoning < 0;

    private static TokenUsage? UsageOf(StepKind kind, StepTokensRequest? tokens) =>
        kind != StepKind.Llm || tokens is not ({ Input: not null } or { Output: not null })
            ? null
            : new TokenUsage(
                tokens.Input ?? 0,
                tokens.Output ?? 0,
                tokens.CachedInput ?? 0,
                tokens.CacheWrite ?? 0,
                tokens.Reasoning ?? 0
            );

    private static StepStatus StatusOf(StepRequest step) =>
        step.Error is null && step.Kind != "error" ? StepStatus.Ok : StepStatus.Error;

    private static string? OperationOf(StepKind kind) =>
        kind switch
        {
            StepKind.Llm => "chat",
            StepKind.Tool => "execute_tool",
            _ => null,
        };

    // What is searched and listed, besides the document: no secret may stand in any of it.
    private static StepRequest WithoutSecrets(StepRequest step, RedactionPatterns patterns)
    {
        return step with
        {
            Id = Clean(step.Id),
            ParentId = Clean(step.ParentId),
            Name = Clean(step.Name),
            ReservationId = Clean(step.ReservationId),
            Operation = Clean(step.Operation),
            Provider = Clean(step.Provider),
            Model = Clean(step.Model),
            ResponseModel = Clean(step.ResponseModel),
            ResponseId = Clean(step.ResponseId),
            FinishReasons = step.FinishReasons is { } reasons ? [.. reasons.Select(Clean).OfType<string>()] : null,
            Tool = Clean(step.Tool),
            ToolCallId = Clean(step.ToolCallId),
            UserId = Clean(step.UserId),
            Url = Clean(step.Url),
            Error = step.Error is { } error
                ? error with
                {
                    Type = Clean(error.Type),
                    Message = Clean(error.Message),
                    Class = Clean(error.Class),
                    Severity = Clean(error.Severity),
                }
                : null,
        };

        string? Clean(string? text) => ReportRedaction.Of(text, patterns);
    }
}
