using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>
/// The same attribute means different things in different libraries, even for the same model: the scope decides.
/// </summary>
internal static class TokenMeanings
{
    // Anthropic's own counting: input without what was read from or written to the cache.
    private static readonly string[] CacheOutsideInput =
    [
        "@traceloop/instrumentation-anthropic",
        "@openlit/instrumentation-anthropic",
        "openlit.instrumentation.anthropic",
    ];

    // Gemini's own counting: candidates without thoughts.
    private static readonly string[] ReasoningOutsideOutput = ["gcp.vertex.agent"];

    /// <summary>Brings tokens to one meaning: input with cache, output with reasoning.</summary>
    public static TokenUsage Unify(TokenUsage usage, string scope) =>
        Unify(usage, IsOneOf(scope, CacheOutsideInput), IsOneOf(scope, ReasoningOutsideOutput));

    public static TokenUsage Unify(TokenUsage usage, bool isCacheOutside, bool isReasoningOutside)
    {
        var cache = usage.CachedInput + usage.CacheWrite;
        // A part is never larger than the whole: then it cannot be a part, whatever we know of the library.
        return usage with
        {
            Input = isCacheOutside || cache > usage.Input ? usage.Input + cache : usage.Input,
            Output =
                isReasoningOutside || usage.Reasoning > usage.Output ? usage.Output + usage.Reasoning : usage.Output,
        };
    }

    private static bool IsOneOf(string scope, string[] prefixes) =>
        Array.Exists(prefixes, prefix => scope.StartsWith(prefix, StringComparison.Ordinal));
}
