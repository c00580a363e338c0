using System.Text.Json.Nodes;

namespace ControlPlane.Server.Runs.Api;

/// <summary>A step as an API client reports it (T2–T6). Texts of any length; secrets are taken out before storing.</summary>
/// <param name="Id">Unique in its run, 1–200 characters. The same id again changes nothing, unless the step was open.</param>
/// <param name="ParentId">Id of the step it belongs to.</param>
/// <param name="Kind">llm | tool | decision | http | error | guardrail | other.</param>
/// <param name="EndedAt">Left out while the step runs; report it again with its end.</param>
/// <param name="Status">ok (default) | error | not_sent.</param>
/// <param name="ReservationId">The reservation the call was admitted with.</param>
/// <param name="Model">llm: the model that was asked for.</param>
/// <param name="ResponseId">llm: the provider's id of the response; joins the same call seen through OpenTelemetry.</param>
/// <param name="Tokens">llm: <c>input</c> includes cached and cache-written, <c>output</c> includes reasoning.</param>
/// <param name="CostUsd">llm: USD as the client computed it, kept beside ours.</param>
/// <param name="Input">Any JSON: a text, messages, or what went into a decision.</param>
/// <param name="Output">Any JSON: the answer.</param>
/// <param name="Tool">tool: its name.</param>
/// <param name="Arguments">tool: its arguments, any JSON.</param>
/// <param name="Attempt">tool: 1 for the first.</param>
/// <param name="Action">decision: the action that was chosen.</param>
/// <param name="Reasoning">decision: why.</param>
/// <param name="Confidence">decision: 0–1.</param>
/// <param name="Url">http: the target, without secrets; passwords in it are taken out.</param>
internal sealed record StepRequest(
    string? Id = null,
    string? ParentId = null,
    string? Kind = null,
    string? Name = null,
    DateTimeOffset? StartedAt = null,
    DateTimeOffset? EndedAt = null,
    string? Status = null,
    string? ReservationId = null,
    string? Operation = null,
    string? Provider = null,
    string? Model = null,
    string? ResponseModel = null,
    string? ResponseId = null,
    StepTokensRequest? Tokens = null,
    long? MaxTokens = null,
    IReadOnlyList<string>? FinishReasons = null,
    double? TimeToFirstTokenMs = null,
    decimal? CostUsd = null,
    JsonNode? Input = null,
    JsonNode? Output = null,
    string? Tool = null,
    string? ToolCallId = null,
    JsonNode? Arguments = null,
    JsonNode? Result = null,
    int? Attempt = null,
    int? RetryCount = null,
    string? DecisionId = null,
    string? Action = null,
    string? Reasoning = null,
    double? Confidence = null,
    string? UserId = null,
    string? Url = null,
    string? Method = null,
    JsonNode? RequestBody = null,
    int? HttpStatus = null,
    StepErrorRequest? Error = null,
    JsonObject? Attributes = null
);

internal sealed record StepTokensRequest(
    long? Input = null,
    long? Output = null,
    long? CachedInput = null,
    long? CacheWrite = null,
    long? Reasoning = null
);

/// <param name="Type">parsing | timeout | auth | rate_limit | api_error | … or your own.</param>
/// <param name="Class">retryable | terminal.</param>
/// <param name="Severity">critical | warning | info.</param>
/// <param name="Recovery">What was done about it.</param>
internal sealed record StepErrorRequest(
    string? Type = null,
    string? Message = null,
    string? Traceback = null,
    string? Class = null,
    string? Severity = null,
    string? Recovery = null
);

internal sealed record ReportStepsRequest(IReadOnlyList<StepRequest?>? Steps);

/// <param name="Verdict">allow: the run may go on.</param>
internal sealed record ReportStepsAnswer(int Accepted, IReadOnlyList<RejectedStepJson> Rejected, string Verdict);

internal sealed record RejectedStepJson(int Index, string Detail);
