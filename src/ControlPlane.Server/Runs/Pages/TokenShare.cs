using ControlPlane.Domain.Runs;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>A part of a call's tokens. The parts do not overlap: together they are all tokens of the call.</summary>
internal sealed record TokenShare(string Name, long Tokens, string Series)
{
    public static IReadOnlyList<TokenShare> Of(TokenUsage usage) =>
        [
            .. new TokenShare[]
            {
                new("cached input", usage.CachedInput, "c3"),
                new("cache write", usage.CacheWrite, "c6"),
                new("input", Math.Max(0, usage.Input - usage.CachedInput - usage.CacheWrite), "c2"),
                new("output", Math.Max(0, usage.Output - usage.Reasoning), "c1"),
                new("reasoning", usage.Reasoning, "c4"),
            }.Where(static share => share.Tokens > 0),
        ];
}
