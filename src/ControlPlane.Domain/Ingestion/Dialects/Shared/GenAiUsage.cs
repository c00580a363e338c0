using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>Tokens under all the names they had in the conventions and in the libraries that came before.</summary>
internal static class GenAiUsage
{
    private static readonly string[] Input =
    [
        "gen_ai.usage.input_tokens",
        "gen_ai.usage.prompt_tokens",
        "llm.usage.prompt_tokens",
        "llm.usage.input_tokens",
    ];

    private static readonly string[] Output =
    [
        "gen_ai.usage.output_tokens",
        "gen_ai.usage.completion_tokens",
        "llm.usage.completion_tokens",
        "llm.usage.output_tokens",
    ];

    private static readonly string[] Cached =
    [
        "gen_ai.usage.cache_read.input_tokens",
        "gen_ai.usage.cache_read_input_tokens",
        "gen_ai.usage.details.cache_read_tokens",
        "gen_ai.usage.details.cached_tokens",
        "gen_ai.usage.input_tokens.cached",
        "llm.usage.cache_read_input_tokens",
        "ai.usage.inputTokenDetails.cacheReadTokens",
    ];

    private static readonly string[] Written =
    [
        "gen_ai.usage.cache_write.input_tokens",
        "gen_ai.usage.cache_creation.input_tokens",
        "gen_ai.usage.cache_creation_input_tokens",
        "gen_ai.usage.cache_write_input_tokens",
        "gen_ai.usage.details.cache_write_tokens",
        "llm.usage.cache_creation_input_tokens",
        "ai.usage.inputTokenDetails.cacheWriteTokens",
    ];

    private static readonly string[] Reasoning =
    [
        "gen_ai.usage.reasoning.output_tokens",
        "gen_ai.usage.reasoning_tokens",
        "gen_ai.usage.details.reasoning_tokens",
        "gen_ai.usage.output_tokens.reasoning",
        "gen_ai.usage.experimental.reasoning_tokens",
        "llm.usage.reasoning_tokens",
        "ai.usage.outputTokenDetails.reasoningTokens",
    ];

    public static bool IsIn(AttributeBag a) => a.FirstNumber(Input) is not null || a.FirstNumber(Output) is not null;

    /// <summary>Null if the span carries no token count at all.</summary>
    public static TokenUsage? Read(TelemetrySpan span) =>
        Raw(span.Attributes) is { } usage ? TokenMeanings.Unify(usage, span.Scope.Name) : null;

    /// <summary>The numbers as they stand, before anybody asks what they mean.</summary>
    public static TokenUsage? Raw(AttributeBag a) =>
        IsIn(a)
            ? new TokenUsage(
                a.FirstNumber(Input) ?? 0,
                a.FirstNumber(Output) ?? 0,
                a.FirstNumber(Cached) ?? 0,
                a.FirstNumber(Written) ?? 0,
                a.FirstNumber(Reasoning) ?? 0
            )
            : null;
}
