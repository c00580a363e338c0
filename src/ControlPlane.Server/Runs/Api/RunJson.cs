using ControlPlane.Domain.Runs;
using ControlPlane.Server.Platform.Storage;

namespace ControlPlane.Server.Runs.Api;

/// <summary>A run as the API sends it.</summary>
/// <param name="Agent">The agent's slug.</param>
/// <param name="Status">running | waiting | stopping | succeeded | failed | cancelled | stopped | lost.</param>
/// <param name="DurationMs">Milliseconds from start to end; null while it runs.</param>
/// <param name="LlmCalls">Answered model calls; the same call seen twice counts once.</param>
/// <param name="Tokens"><c>input</c> includes cached and cache-written tokens, <c>output</c> includes reasoning.</param>
/// <param name="CostUsd">USD, exact to nine digits, by our own price table.</param>
/// <param name="CostStatus">complete | partial (a lower bound) | unknown.</param>
/// <param name="CostNotes">Why the cost is partial or unknown.</param>
/// <param name="ReportedCostUsd">USD as the client computed it, where it did.</param>
/// <param name="Advisory">The spend was only reported, never asked for: it could not have been stopped.</param>
/// <param name="Redactions">How many secrets were taken out of its steps before they were stored.</param>
internal sealed record RunJson(
    Guid Id,
    IReadOnlyList<string> TraceIds,
    string Agent,
    string? Name,
    string? Version,
    string Environment,
    string Status,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    double? DurationMs,
    string? SessionId,
    string? UserId,
    Guid? ParentRunId,
    int LlmCalls,
    int FailedLlmCalls,
    int ToolCalls,
    IReadOnlyDictionary<string, int> ToolCallsByName,
    int Errors,
    int Steps,
    IReadOnlyList<string> Models,
    TokensJson Tokens,
    decimal CostUsd,
    string CostStatus,
    IReadOnlyList<string> CostNotes,
    decimal? ReportedCostUsd,
    bool Advisory,
    int Redactions,
    string? Error,
    string? Output
)
{
    public static RunJson Of(RunDetail detail, string? output = null)
    {
        var run = detail.Run;
        return new RunJson(
            run.Id,
            detail.TraceIds,
            run.Agent,
            run.Name,
            run.Version,
            run.Environment,
            StoredName.Of(run.Status),
            run.StartedAt,
            run.EndedAt,
            (run.EndedAt - run.StartedAt)?.TotalMilliseconds,
            run.SessionId,
            run.UserId,
            detail.ParentRunId,
            run.LlmCalls,
            run.FailedLlmCalls,
            run.ToolCalls,
            detail.ToolCallsByName,
            run.Errors,
            run.Steps,
            run.Models,
            TokensJson.Of(run.Tokens)!,
            Usd.Of(run.CostNanoUsd),
            StoredName.Of(run.CostStatus),
            detail.CostNotes,
            run.ReportedCostNanoUsd is { } reported ? Usd.Of(reported) : null,
            detail.Advisory,
            detail.Redactions,
            detail.Error,
            output
        );
    }
}

/// <summary>Tokens of a call or a run.</summary>
internal sealed record TokensJson(long Input, long Output, long CachedInput, long CacheWrite, long Reasoning)
{
    public static TokensJson? Of(TokenUsage? usage) =>
        usage is null
            ? null
            : new TokensJson(usage.Input, usage.Output, usage.CachedInput, usage.CacheWrite, usage.Reasoning);
}

/// <summary>Money leaves as decimal USD; inside it is integer nano-USD.</summary>
internal static class Usd
{
    private const decimal Nano = 1_000_000_000m;

    public static decimal Of(long nanoUsd) => nanoUsd / Nano;

    public static long ToNano(decimal usd) => (long)Math.Round(usd * Nano, MidpointRounding.ToEven);
}
