using System.Text.Json.Nodes;
using ControlPlane.Domain.Runs;
using ControlPlane.Server.Platform.Storage;

namespace ControlPlane.Server.Runs.Api;

/// <summary>A step as the API sends it.</summary>
/// <param name="Id">The id it was reported with: a span id in hex, or the API client's own.</param>
/// <param name="Kind">llm | tool | decision | http | error | guardrail | other.</param>
/// <param name="Operation">In OpenTelemetry's GenAI words: chat, execute_tool, invoke_agent …</param>
/// <param name="Status">ok | error | not_sent.</param>
/// <param name="DuplicateOf">Id of the step that is counted instead: this one is the same call seen twice.</param>
/// <param name="Model">The model that was asked for.</param>
/// <param name="CostUsd">USD; null if the step is no model call or could not be priced.</param>
/// <param name="Input">Messages the model was given, or the input of an agent or decision.</param>
/// <param name="Output">Messages the model answered.</param>
/// <param name="OutputText">The text of the answer.</param>
internal sealed record StepJson(
    string Id,
    string? ParentId,
    string? TraceId,
    string Kind,
    string? Operation,
    string Name,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    double? DurationMs,
    string Status,
    string? DuplicateOf,
    string? ReservationId,
    string? Provider,
    string? Model,
    string? ResponseModel,
    string? ResponseId,
    TokensJson? Tokens,
    long? MaxTokens,
    IReadOnlyList<string>? FinishReasons,
    double? TimeToFirstTokenMs,
    decimal? CostUsd,
    decimal? ReportedCostUsd,
    string? Tool,
    string? ToolCallId,
    JsonNode? Arguments,
    JsonNode? Result,
    int? Attempt,
    int? RetryCount,
    double? Confidence,
    string? HttpTarget,
    int? HttpStatus,
    StepErrorJson? Error,
    string? Agent,
    string Scope,
    string Dialect,
    int Redactions,
    object? Input,
    IReadOnlyList<Message>? Output,
    string? OutputText,
    JsonNode? ToolDefinitions
)
{
    public static StepJson Of(StepRow row, StepContent? content, IReadOnlyDictionary<Guid, string> ids)
    {
        var facts = row.Facts;
        return new StepJson(
            facts.Id,
            facts.ParentId,
            facts.TraceId,
            StoredName.Of(facts.Kind),
            facts.Operation,
            facts.Name,
            facts.StartedAt,
            facts.EndedAt,
            (facts.EndedAt - facts.StartedAt)?.TotalMilliseconds,
            StoredName.Of(facts.Status),
            row.DuplicateOf is { } counted ? ids.GetValueOrDefault(counted) : null,
            facts.ReservationId,
            facts.Provider,
            facts.RequestModel,
            facts.ResponseModel,
            facts.ResponseId,
            TokensJson.Of(facts.Usage),
            facts.MaxTokens,
            facts.FinishReasons.Count == 0 ? null : facts.FinishReasons,
            facts.TimeToFirstToken?.TotalMilliseconds,
            row.CostNanoUsd is { } cost ? Usd.Of(cost) : null,
            facts.ReportedCostNanoUsd is { } reported ? Usd.Of(reported) : null,
            facts.ToolName,
            facts.ToolCallId,
            content?.Arguments,
            content?.Result,
            facts.Attempt,
            facts.RetryCount,
            facts.Confidence,
            facts.HttpTarget,
            facts.HttpStatus,
            StepErrorJson.Of(facts, content),
            facts.AgentName,
            facts.Scope,
            facts.Dialect,
            facts.Redactions,
            content is null ? null
                : content.Input.Count > 0 ? content.Input
                : content.RawInput,
            content is { Output.Count: > 0 } ? content.Output : null,
            content?.OutputText,
            content?.ToolDefinitions
        );
    }
}

/// <param name="Class">retryable | terminal, null if it cannot be told.</param>
/// <param name="Severity">critical | warning | info.</param>
internal sealed record StepErrorJson(string? Type, string? Message, string? Class, string? Severity, string? Traceback)
{
    public static StepErrorJson? Of(StepFacts facts, StepContent? content) =>
        facts.Status == StepStatus.Error || facts.ErrorType is not null || facts.ErrorMessage is not null
            ? new StepErrorJson(
                facts.ErrorType,
                facts.ErrorMessage,
                facts.ErrorClass,
                facts.Severity,
                content?.Traceback
            )
            : null;
}
