using System.Text.Json.Nodes;
using ControlPlane.Domain.Ingestion.Dialects;

namespace ControlPlane.Fixtures;

/// <summary>What really happened in a capture, fact by fact, to hold a reading against.</summary>
internal static class CaptureTruth
{
    /// <summary>Facts that differ, each with what was read and what is true.</summary>
    /// <param name="read">By the name of the fact, every one of <see cref="Facts"/>.</param>
    public static SortedDictionary<string, string> Differences(
        Capture capture,
        IReadOnlyDictionary<string, object?> read
    )
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (fact, expected) in Facts(capture))
        {
            var (left, right) = (read[fact]?.ToString() ?? "", expected?.ToString() ?? "");
            if (!string.Equals(left, right, StringComparison.Ordinal))
            {
                found[fact] = $"{left} ≠ {right}";
            }
        }

        return found;
    }

    public static string Count(IEnumerable<KeyValuePair<string, int>> counts) =>
        string.Join(
            ' ',
            counts
                .OrderBy(static pair => pair.Key, StringComparer.Ordinal)
                .Select(static pair => $"{pair.Key}:{pair.Value}")
        );

    public static string Count(JsonNode counts) =>
        Count(counts.AsObject().Select(static pair => KeyValuePair.Create(pair.Key, (int)pair.Value!)));

    public static string Sorted(IEnumerable<string> items) => string.Join(" | ", items.Order(StringComparer.Ordinal));

    public static string Tool(string? name, JsonNode? arguments) => $"{name} {arguments?.ToJsonString()}";

    /// <summary>Executed tools that no model asked for like this; as a reading must have none, its truth is empty.</summary>
    public static string NotAskedFor(Capture capture, IEnumerable<string> executed) =>
        Sorted(executed.Except(RequestedTools(capture.Expected)));

    private static Dictionary<string, object?> Facts(Capture capture)
    {
        var truth = capture.Expected;
        var tokens = truth["tokens"];
        return new(StringComparer.Ordinal)
        {
            ["llm_ok"] = truth["llm_calls_ok"],
            ["input"] = tokens?["input_total"],
            ["output"] = tokens?["output_total"],
            ["cached"] = tokens?["cached_input"],
            ["cache_write"] = tokens?["cache_write"],
            ["reasoning"] = tokens?["reasoning"],
            ["tools"] = Count(truth["tool_calls_by_name"]!),
            ["failed"] = !capture.AgentOutcomeOk,
            ["models"] = string.Join(' ', Models(truth)),
            ["finish_reasons"] = string.Join(' ', FinishReasons.Fold(Texts(truth["finish_reasons"]))),
            ["tool_arguments"] = Sorted(RequestedTools(truth)),
            ["executed_arguments"] = "",
            ["final_text"] = (string?)truth["final_text"],
            ["misplaced"] = "",
            ["session"] = capture.SessionId,
            ["user"] = capture.UserId,
        };
    }

    private static IEnumerable<string> Models(JsonObject truth)
    {
        var served = Texts(truth["response_models"]);
        return (served.Count > 0 ? served : Texts(truth["request_models"])).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> RequestedTools(JsonObject truth) =>
        truth["tool_calls"]!
            .AsArray()
            .Select(static call => Tool((string)call!["name"]!, JsonOrText((string)call["arguments"]!)));

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
}
