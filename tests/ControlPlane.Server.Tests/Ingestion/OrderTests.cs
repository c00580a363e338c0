using System.Text.Json.Nodes;
using ControlPlane.Fixtures;
using ControlPlane.Server.Tests.Platform;

namespace ControlPlane.Server.Tests.Ingestion;

/// <summary>
/// The same traffic in any order, cut span by span, sent twice, and from many connections at once gives the same runs.
/// </summary>
public sealed class OrderTests(TestPostgres postgres)
{
    private const int Connections = 8;

    [Fact]
    public async Task Captures_cut_span_by_span_and_sent_twice_in_any_order_from_8_connections_give_the_same_runs()
    {
        var captures = CaptureManifest.Load().Where(static capture => capture.HasTraffic).ToArray();
        await using var whole = await TestServer.StartAsync(postgres);
        foreach (var capture in captures)
        {
            await CaptureReplay.PostAsync(whole, capture);
        }

        var seed = Environment.TickCount;
        await using var cut = await TestServer.StartAsync(postgres);
        var pieces = captures.SelectMany(CaptureReplay.Pieces).ToArray();
        pieces = [.. pieces, .. pieces];
        new Random(seed).Shuffle(pieces);
        await Parallel.ForEachAsync(
            pieces.Chunk(pieces.Length / Connections + 1),
            new ParallelOptions { MaxDegreeOfParallelism = Connections },
            async (chunk, _) =>
            {
                using var http = cut.As(TestServer.IngestKey);
                foreach (var (path, body) in chunk)
                {
                    await CaptureReplay.PostAsync(http, path, body);
                }
            }
        );

        var expected = Totals(await CaptureReplay.RunsAsync(whole));
        var actual = Totals(await CaptureReplay.RunsAsync(cut));
        Assert.True(expected.Count >= 170, $"Only {expected.Count} runs to compare.");
        var differences = expected
            .Keys.Union(actual.Keys, StringComparer.Ordinal)
            .Where(run => expected.GetValueOrDefault(run) != actual.GetValueOrDefault(run))
            .Select(run =>
                $"{run}\n  whole {expected.GetValueOrDefault(run)}\n  cut   {actual.GetValueOrDefault(run)}"
            );
        Assert.True(!differences.Any(), $"seed {seed}\n" + string.Join('\n', differences.Take(10)));
    }

    /// <summary>Everything of a run but its id, by its traces.</summary>
    private static Dictionary<string, string> Totals(IEnumerable<JsonNode> runs) =>
        runs.ToDictionary(
            static run =>
                string.Join(
                    ' ',
                    run["traceIds"]!.AsArray().Select(static id => (string)id!).Order(StringComparer.Ordinal)
                ),
            static run =>
            {
                var json = run.AsObject();
                json.Remove("id");
                json.Remove("traceIds");
                return json.ToJsonString();
            },
            StringComparer.Ordinal
        );
}
