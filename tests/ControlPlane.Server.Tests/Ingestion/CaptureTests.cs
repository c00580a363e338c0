using System.Text.Json.Nodes;
using ControlPlane.Fixtures;
using ControlPlane.Server.Tests.Platform;

namespace ControlPlane.Server.Tests.Ingestion;

/// <summary>
/// Every capture of a real client, posted as it was captured, must show through the API what the model server really
/// served, in every fact that its spans can carry.
/// </summary>
public sealed class CaptureTests(TestPostgres postgres)
{
    /// <summary>What differs, by client and fact, and why. A row that no longer differs fails the test.</summary>
    private static readonly Dictionary<string, string> KnownDeviations = new(StringComparer.Ordinal)
    {
        ["anthropic-native final_text"] = "this client records no content",
        ["dotnet-openai final_text"] = "this client records no content",
        ["vercel-ai-v5.happy.norecord final_text"] = "recording was switched off",
    };

    [Fact]
    public async Task Every_capture_yields_the_truth()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var captures = CaptureManifest.Load().Where(static capture => capture.HasTraffic).ToArray();
        Assert.True(captures.Length >= 170, $"Only {captures.Length} captures were found.");

        var deviations = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var capture in captures)
        {
            var before = (await CaptureReplay.RunsAsync(server)).Select(static run => (string)run["id"]!).ToHashSet();
            await CaptureReplay.PostAsync(server, capture);
            var runs = (await CaptureReplay.RunsAsync(server))
                .Where(run => !before.Contains((string)run["id"]!))
                .ToArray();
            foreach (var (fact, difference) in Compare(capture, runs))
            {
                deviations[$"{capture.Id} {fact}"] = difference;
            }

            foreach (var (fact, difference) in await CompareStepsAsync(server, capture, runs[0]))
            {
                deviations[$"{capture.Id} {fact}"] = difference;
            }
        }

        var explained = deviations.Keys.SelectMany(ReasonsFor).ToHashSet(StringComparer.Ordinal);
        var unexplained = deviations.Where(static deviation => !ReasonsFor(deviation.Key).Any()).ToArray();
        Assert.True(
            unexplained.Length == 0,
            string.Join('\n', unexplained.Select(static deviation => $"{deviation.Key}: {deviation.Value}"))
        );
        Assert.Empty(KnownDeviations.Keys.Except(explained, StringComparer.Ordinal));
    }

    private static IEnumerable<string> ReasonsFor(string deviation)
    {
        var (capture, fact) = (deviation.Split(' ')[0], deviation.Split(' ')[1]);
        string[] keys = [$"{capture} {fact}", $"{capture.Split('.')[0]} {fact}"];
        return keys.Where(KnownDeviations.ContainsKey);
    }

    /// <summary>What the run's own page shows: the parent of every step, and the final text.</summary>
    private static async Task<List<(string Fact, string Difference)>> CompareStepsAsync(
        TestServer server,
        Capture capture,
        JsonNode run
    )
    {
        var differences = new List<(string Fact, string Difference)>();
        var detail = await server.GetAsync($"/api/v1/runs/{run["id"]}");
        if ((string?)detail["output"] != (string?)capture.Expected["final_text"])
        {
            differences.Add(("final_text", $"{detail["output"]} instead of {capture.Expected["final_text"]}"));
        }

        var steps = await server.GetAsync($"/api/v1/runs/{run["id"]}/steps?limit=500&content=false");
        var parents = steps["items"]!
            .AsArray()
            .ToDictionary(static step => (string)step!["id"]!, static step => (string?)step!["parentId"]);
        var sent = CaptureReplay
            .Spans(capture)
            .Where(span => run["traceIds"]!.AsArray().Any(id => (string)id! == span.TraceId));
        foreach (
            var span in sent.Where(span =>
                !parents.TryGetValue(span.SpanId, out var parent) || parent != span.ParentSpanId
            )
        )
        {
            differences.Add(("parents", $"{span.Name} is not below {span.ParentSpanId}"));
        }

        return differences;
    }

    private static IEnumerable<(string Fact, string Difference)> Compare(Capture capture, JsonNode[] runs)
    {
        if (runs.Length != 1)
        {
            yield return ("runs", $"{runs.Length} instead of 1");
            yield break;
        }

        var run = runs[0];
        var expected = capture.Expected;
        var tokens = expected["tokens"]!;
        var facts = new (string Fact, object? Is, object? Truth)[]
        {
            ("llm_ok", (int)run["llmCalls"]!, (int)expected["llm_calls_ok"]!),
            ("input", (long)run["tokens"]!["input"]!, (long)tokens["input_total"]!),
            ("output", (long)run["tokens"]!["output"]!, (long)tokens["output_total"]!),
            ("cached", (long)run["tokens"]!["cachedInput"]!, (long)tokens["cached_input"]!),
            ("cache_write", (long)run["tokens"]!["cacheWrite"]!, (long)tokens["cache_write"]!),
            ("reasoning", (long)run["tokens"]!["reasoning"]!, (long)tokens["reasoning"]!),
            ("tools", Sorted(run["toolCallsByName"]!), Sorted(expected["tool_calls_by_name"]!)),
            ("failed", (string)run["status"]! == "failed", !capture.AgentOutcomeOk),
        };
        foreach (var (fact, actual, truth) in facts.Where(fact => capture.Matches.Contains(fact.Fact)))
        {
            if (!Equals(actual, truth))
            {
                yield return (fact, $"{actual} instead of {truth}");
            }
        }
    }

    private static string Sorted(JsonNode counts) =>
        string.Join(
            ", ",
            counts
                .AsObject()
                .OrderBy(static pair => pair.Key, StringComparer.Ordinal)
                .Select(static pair => $"{pair.Key} {pair.Value}")
        );
}
