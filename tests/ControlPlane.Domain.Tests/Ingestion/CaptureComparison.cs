using System.Text.Json.Nodes;
using ControlPlane.Domain.Ingestion.Dialects;
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
        var truth = capture.Expected;
        var tokens = truth["tokens"];
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);

        Compare("llm_ok", run.LlmCalls, truth["llm_calls_ok"]);
        Compare("input", run.Usage.Input, tokens?["input_total"]);
        Compare("output", run.Usage.Output, tokens?["output_total"]);
        Compare("cached", run.Usage.CachedInput, tokens?["cached_input"]);
        Compare("cache_write", run.Usage.CacheWrite, tokens?["cache_write"]);
        Compare("reasoning", run.Usage.Reasoning, tokens?["reasoning"]);
        Compare("tools", Count(run.ToolCallsByName), Count(truth["tool_calls_by_name"]!.AsObject()));
        Compare("failed", run.Status == RunStatus.Failed, !capture.AgentOutcomeOk);
        Compare("models", string.Join(' ', run.Models), string.Join(' ', ExpectedModels(truth)));
        Compare(
            "finish_reasons",
            Reasons(reading.Calls),
            string.Join(' ', FinishReasons.Fold(Texts(truth["finish_reasons"])))
        );
        Compare("tool_arguments", Sorted(reading.RequestedTools()), Sorted(ExpectedTools(truth)));
        Compare("executed_arguments", Missing(reading.ExecutedTools(), ExpectedTools(truth)), "");
        Compare("final_text", LastText(reading), (string?)truth["final_text"]);
        Compare("parents", Parents(reading), reading.Spans.Count(span => IsChild(span, reading)));
        Compare("session", run.SessionId, capture.SessionId);
        Compare("user", run.UserId, capture.UserId);
        return found;

        void Compare(string fact, object? read, object? expected)
        {
            var (left, right) = (read?.ToString() ?? "", expected?.ToString() ?? "");
            if (!string.Equals(left, right, StringComparison.Ordinal))
            {
                found[fact] = $"{left} ≠ {right}";
            }
        }
    }

    private static bool IsChild(ControlPlane.Domain.Ingestion.TelemetrySpan span, CaptureReading reading) =>
        reading.Spans.Any(parent => parent.TraceId == span.TraceId && parent.SpanId == span.ParentSpanId);

    private static int Parents(CaptureReading reading)
    {
        var byKey = reading.Run.Steps.ToDictionary(static step => step.Facts.Key, static step => step.Facts);
        return byKey.Values.Count(step =>
            step.ParentKey is { } key && byKey.TryGetValue(key, out var parent) && parent.Id == step.ParentId
        );
    }

    private static string? LastText(CaptureReading reading) =>
        reading.Calls.LastOrDefault() is { } last ? reading.ContentOf(last).OutputText : null;

    private static string Reasons(IEnumerable<StepFacts> calls) =>
        string.Join(
            ' ',
            calls.Where(static call => call.Status == StepStatus.Ok).SelectMany(static call => call.FinishReasons)
        );

    private static IEnumerable<string> ExpectedModels(JsonObject truth)
    {
        var served = Texts(truth["response_models"]);
        return (served.Count > 0 ? served : Texts(truth["request_models"])).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> ExpectedTools(JsonObject truth) =>
        truth["tool_calls"]!
            .AsArray()
            .Select(call => CaptureReading.Describe((string)call!["name"]!, JsonOrText((string)call["arguments"]!)));

    private static JsonNode? JsonOrText(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static List<string> Texts(JsonNode? list) => [.. list?.AsArray().Select(item => (string)item!) ?? []];

    private static string Sorted(IEnumerable<string> items) => string.Join(" | ", items.Order(StringComparer.Ordinal));

    private static string Missing(IEnumerable<string> some, IEnumerable<string> all) => Sorted(some.Except(all));

    private static string Count(IEnumerable<KeyValuePair<string, int>> counts) =>
        string.Join(' ', counts.Select(static pair => $"{pair.Key}:{pair.Value}"));

    private static string Count(JsonObject counts) =>
        Count(
            counts
                .OrderBy(static pair => pair.Key, StringComparer.Ordinal)
                .Select(static pair => KeyValuePair.Create(pair.Key, (int)pair.Value!))
        );
}
