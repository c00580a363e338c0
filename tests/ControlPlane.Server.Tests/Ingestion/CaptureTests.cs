using System.Text.Json;
using System.Text.Json.Nodes;
using ControlPlane.Fixtures;
using ControlPlane.Server.Tests.Platform;

namespace ControlPlane.Server.Tests.Ingestion;

/// <summary>
/// Every capture of a real client, posted as it was captured, must show through the API what the model server really
/// served, in every fact that its spans can carry, and in no more and no less than <see cref="KnownDeviations"/> say.
/// </summary>
public sealed class CaptureTests(TestPostgres postgres)
{
    /// <summary>
    /// Nano-USD of each capture by the npm package @pydantic/genai-prices, from the tokens of its calls; written by
    /// <c>scripts/live-clients.sh --captures --costs</c>.
    /// </summary>
    private static readonly Dictionary<string, long> Costs = ReadCosts();

    [Fact]
    public async Task Every_capture_yields_the_truth()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var captures = CaptureManifest.Load().Where(static capture => capture.HasTraffic).ToArray();
        Assert.True(captures.Length >= 170, $"Only {captures.Length} captures were found.");

        var wrong = new List<string>();
        foreach (var capture in captures)
        {
            var before = (await CaptureReplay.RunsAsync(server)).Select(static run => (string)run["id"]!).ToHashSet();
            await CaptureReplay.PostAsync(server, capture);
            var runs = (await CaptureReplay.RunsAsync(server))
                .Where(run => !before.Contains((string)run["id"]!))
                .ToArray();
            if (runs is not [var run])
            {
                wrong.Add($"{capture.Id}: {runs.Length} runs instead of 1");
                continue;
            }

            wrong.AddRange(Wrong(capture, await ReadAsync(server, capture, run)));
            var cost = (long)((decimal)run["costUsd"]! * 1_000_000_000m);
            if (cost != Costs.GetValueOrDefault(capture.Id, -1))
            {
                wrong.Add($"{capture.Id} cost: {cost} ≠ {Costs.GetValueOrDefault(capture.Id, -1)} nano-USD");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static Dictionary<string, long> ReadCosts()
    {
        using var file = typeof(CaptureTests).Assembly.GetManifestResourceStream("capture-costs.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, long>>(file)!;
    }

    private static IEnumerable<string> Wrong(Capture capture, Dictionary<string, object?> read)
    {
        var found = CaptureTruth.Differences(capture, read);
        var known = KnownDeviations.FactsOf(capture.Library, capture.Id).ToHashSet();
        return found
            .Where(difference => !known.Contains(difference.Key) || capture.Matches.Contains(difference.Key))
            .Select(difference => $"{capture.Id} {difference.Key}: {difference.Value}")
            .Concat(known.Except(found.Keys).Select(fact => $"{capture.Id} {fact}: no longer deviates"));
    }

    private static async Task<Dictionary<string, object?>> ReadAsync(TestServer server, Capture capture, JsonNode run)
    {
        var detail = await server.GetAsync($"/api/v1/runs/{run["id"]}");
        var steps = await server.StepsAsync(run);
        var tokens = run["tokens"]!;
        JsonNode[] counted = [.. steps.Where(static step => step["duplicateOf"] is null)];
        JsonNode[] calls = [.. counted.Where(static step => (string?)step["kind"] == "llm")];
        JsonNode[] tools = [.. counted.Where(static step => (string?)step["kind"] == "tool")];
        return new(StringComparer.Ordinal)
        {
            ["llm_ok"] = run["llmCalls"],
            ["input"] = tokens["input"],
            ["output"] = tokens["output"],
            ["cached"] = tokens["cachedInput"],
            ["cache_write"] = tokens["cacheWrite"],
            ["reasoning"] = tokens["reasoning"],
            ["tools"] = CaptureTruth.Count(run["toolCallsByName"]!),
            ["failed"] = (string?)run["status"] switch
            {
                "failed" => true,
                "succeeded" => false,
                var other => other,
            },
            ["models"] = string.Join(' ', Texts(run["models"])),
            ["finish_reasons"] = string.Join(
                ' ',
                calls
                    .Where(static call => (string?)call["status"] == "ok")
                    .SelectMany(call => Texts(call["finishReasons"]))
            ),
            ["tool_arguments"] = CaptureTruth.Sorted(
                calls
                    .SelectMany(static call => call["output"]?.AsArray() ?? [])
                    .SelectMany(static message => message!["parts"]!.AsArray())
                    .Where(static part => (string?)part!["type"] == "tool_call")
                    .Select(static part => CaptureTruth.Tool((string?)part!["toolName"], part["value"]))
            ),
            ["executed_arguments"] = CaptureTruth.NotAskedFor(
                capture,
                tools.Select(static tool => CaptureTruth.Tool((string?)tool["tool"], tool["arguments"]))
            ),
            ["final_text"] = detail["output"],
            ["misplaced"] = string.Join(' ', Misplaced(capture, run, steps)),
            ["session"] = run["sessionId"],
            ["user"] = run["userId"],
        };
    }

    // Spans that are no step of the run, or not below their parent.
    private static IEnumerable<string> Misplaced(Capture capture, JsonNode run, JsonNode[] steps)
    {
        var traces = Texts(run["traceIds"]).ToHashSet();
        var parents = steps.ToDictionary(static step => (string)step["id"]!, static step => (string?)step["parentId"]);
        return CaptureReplay
            .Spans(capture)
            .Where(static span => !span.Name.StartsWith("create_agent ", StringComparison.Ordinal)) // in traces of their own
            .Where(span =>
                !traces.Contains(span.TraceId)
                || !parents.TryGetValue(span.SpanId, out var parent)
                || parent != span.ParentSpanId
            )
            .Select(static span => span.Name);
    }

    private static IEnumerable<string> Texts(JsonNode? list) =>
        list?.AsArray().Select(static item => (string)item!) ?? [];
}
