using System.Globalization;
using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>Time to the first token, where a client exports it.</summary>
internal static class FirstToken
{
    private static readonly string[] Seconds =
    [
        "gen_ai.response.time_to_first_chunk",
        "gen_ai.server.time_to_first_token",
        "gen_ai.server.ttft",
        "gen_ai.client.operation.time_to_first_chunk",
    ];

    private static readonly string[] FirstTokenEvents = ["First Token Stream Event", "gen_ai.first_token"];

    public static TimeSpan? Read(TelemetrySpan span)
    {
        var a = span.Attributes;
        if (a.FirstReal(Seconds) is { } value)
        {
            return Sane(InSeconds(value, span));
        }

        if (a.Real("ai.response.msToFirstChunk") is { } milliseconds)
        {
            return Sane(milliseconds / 1000);
        }

        var first = a.FirstText("langfuse.observation.completion_start_time", "mastra.completion_start_time");
        if (first is not null && Parse(first) is { } at)
        {
            return Sane((at - span.StartedAt).TotalSeconds);
        }

        var told = span.Events.FirstOrDefault(static e => Array.IndexOf(FirstTokenEvents, e.Name) >= 0);
        return told is null ? null : Sane((told.At - span.StartedAt).TotalSeconds);
    }

    // The conventions say seconds; some write milliseconds, which shows when the value exceeds the whole call.
    private static double InSeconds(double value, TelemetrySpan span) =>
        span.EndedAt is { } end && value > (end - span.StartedAt).TotalSeconds + 1 ? value / 1000 : value;

    private static double? FirstReal(this AttributeBag a, string[] keys)
    {
        foreach (var key in keys)
        {
            if (a.Real(key) is { } value)
            {
                return value;
            }
        }

        return null;
    }

    private static DateTimeOffset? Parse(string text) =>
        DateTimeOffset.TryParse(
            text.Trim('"'),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var at
        )
            ? at
            : null;

    private static TimeSpan? Sane(double seconds) =>
        seconds is >= 0 and < 86_400 ? TimeSpan.FromMilliseconds(seconds * 1000) : null;
}
