using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Runs;

/// <summary>Tokens of one model call or of a whole run.</summary>
/// <param name="Input">All input tokens, cached and cache-written ones included.</param>
/// <param name="Output">All output tokens, reasoning included.</param>
/// <param name="CachedInput">The part of <paramref name="Input"/> that was read from the provider's cache.</param>
/// <param name="CacheWrite">The part of <paramref name="Input"/> that was written to the provider's cache.</param>
/// <param name="Reasoning">The part of <paramref name="Output"/> that was spent on reasoning.</param>
public sealed record TokenUsage(long Input, long Output, long CachedInput, long CacheWrite, long Reasoning)
{
    public static TokenUsage None { get; } = new(0, 0, 0, 0, 0);

    public static TokenUsage operator +(TokenUsage left, TokenUsage right) =>
        new(
            Saturated.Add(left.Input, right.Input),
            Saturated.Add(left.Output, right.Output),
            Saturated.Add(left.CachedInput, right.CachedInput),
            Saturated.Add(left.CacheWrite, right.CacheWrite),
            Saturated.Add(left.Reasoning, right.Reasoning)
        );
}
