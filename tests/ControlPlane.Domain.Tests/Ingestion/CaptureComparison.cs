using ControlPlane.Domain.Ingestion;
using ControlPlane.Domain.Runs;
using ControlPlane.Fixtures;

namespace ControlPlane.Domain.Tests.Ingestion;

/// <summary>Where the reading of a capture differs from what really happened.</summary>
internal static class CaptureComparison
{
    /// <summary>Facts that differ, each with what was read and what is true.</summary>
    public static SortedDictionary<string, string> Differences(Capture capture)
    {
        var reading = CaptureReading.Of(capture);
        var run = reading.Run;
        return CaptureTruth.Differences(
            capture,
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["llm_ok"] = run.LlmCalls,
                ["input"] = run.Usage.Input,
                ["output"] = run.Usage.Output,
                ["cached"] = run.Usage.CachedInput,
                ["cache_write"] = run.Usage.CacheWrite,
                ["reasoning"] = run.Usage.Reasoning,
                ["tools"] = CaptureTruth.Count(run.ToolCallsByName),
                ["failed"] = run.Status == RunStatus.Failed,
                ["models"] = string.Join(' ', run.Models),
                ["finish_reasons"] = Reasons(reading.Calls),
                ["tool_arguments"] = CaptureTruth.Sorted(reading.RequestedTools()),
                ["executed_arguments"] = CaptureTruth.NotAskedFor(capture, reading.ExecutedTools()),
                ["final_text"] = LastText(reading),
                ["misplaced"] = string.Join(' ', Misplaced(reading)),
                ["session"] = run.SessionId,
                ["user"] = run.UserId,
            }
        );
    }

    // Spans whose step is not below the step of their parent.
    private static IEnumerable<string> Misplaced(CaptureReading reading)
    {
        var steps = reading
            .Run.Steps.Select(static step => step.Facts)
            .ToLookup(static step => (step.TraceId, step.Id));
        return reading
            .Spans.Where(span =>
                Parent(span) is { } parent && steps[(span.TraceId, span.SpanId)].Single().ParentKey != parent.Key
            )
            .Select(static span => span.Name);

        StepFacts? Parent(TelemetrySpan span) => steps[(span.TraceId, span.ParentSpanId ?? "")].FirstOrDefault();
    }

    private static string? LastText(CaptureReading reading) =>
        reading.Calls.LastOrDefault() is { } last ? reading.ContentOf(last).OutputText : null;

    private static string Reasons(IEnumerable<StepFacts> calls) =>
        string.Join(
            ' ',
            calls.Where(static call => call.Status == StepStatus.Ok).SelectMany(static call => call.FinishReasons)
        );
}
