using System.Text.Json.Nodes;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>The usage object of a provider's own answer, where a client keeps that answer in its span.</summary>
internal static class ProviderUsage
{
    /// <summary>OpenAI chat and responses, Anthropic, Gemini. Null if there is none.</summary>
    public static TokenUsage? Read(JsonNode? usage)
    {
        var input = usage.Any("prompt_tokens", "input_tokens", "promptTokenCount").AsNumber();
        var output = usage.Any("completion_tokens", "output_tokens", "candidatesTokenCount").AsNumber();
        if (input is null || output is null)
        {
            return null;
        }

        if (usage.Any("cache_read_input_tokens", "cache_creation_input_tokens") is not null)
        {
            return Anthropic(usage, input.Value, output.Value);
        }

        var cached =
            usage.Any("prompt_tokens_details", "input_tokens_details").Any("cached_tokens")
            ?? usage.Any("cachedContentTokenCount");
        var thoughts = usage.Any("thoughtsTokenCount").AsNumber();
        var reasoning =
            usage.Any("completion_tokens_details", "output_tokens_details").Any("reasoning_tokens").AsNumber()
            ?? thoughts
            ?? 0;
        return new TokenUsage(input.Value, output.Value + (thoughts ?? 0), cached.AsNumber() ?? 0, 0, reasoning);
    }

    private static TokenUsage Anthropic(JsonNode? usage, long input, long output)
    {
        var read = usage.Any("cache_read_input_tokens").AsNumber() ?? 0;
        var written = usage.Any("cache_creation_input_tokens").AsNumber() ?? 0;
        return new TokenUsage(input + read + written, output, read, written, 0);
    }
}
