using ControlPlane.Server.Tests.Ingestion;
using ControlPlane.Server.Tests.Platform;

namespace ControlPlane.Server.Tests.Runs;

/// <summary>Two servers on one database, all ways of writing at once.</summary>
public sealed class ContentionTests(TestPostgres postgres)
{
    [Fact]
    public async Task Starts_claims_merges_and_sessions_from_two_servers_at_once_all_succeed_and_add_up()
    {
        await using var one = await TestServer.StartAsync(postgres);
        await using var two = await TestServer.StartAsync(postgres, one.ConnectionString);
        TestServer[] servers = [one, two];
        var traces = Enumerable.Range(0, 12).Select(static _ => Otlp.NewTrace()).ToArray();
        var named = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            named.Add((string)(await one.PostAsync("/api/v1/runs", new { agent = "busy" }))["id"]!);
        }

        var calls = new List<Func<TestServer, Task>>();
        foreach (var (i, trace) in traces.Index())
        {
            // A third of the traces is named at a start, a third claims a run, a third is rootless in two sessions.
            for (var span = 1; span <= 10; span++)
            {
                (string, object)[] more = (i % 3) switch
                {
                    1 when span % 4 == 0 => [("controlplane.run.id", named[i % 4])],
                    2 => [("session.id", $"s{i % 2}")],
                    _ => [],
                };
                var sent = Otlp.Call(trace, span, i % 3 == 2 ? null : 99, (i * 5) + span, more);
                calls.Add(server => server.SendAsync("busy", [sent]));
                calls.Add(server => server.SendAsync("busy", [sent]));
            }

            if (i % 3 == 0)
            {
                calls.Add(server => server.PostAsync("/api/v1/runs", new { agent = "busy", traceId = trace }));
            }
        }

        foreach (var id in named)
        {
            for (var step = 0; step < 5; step++)
            {
                var body = new
                {
                    steps = new[]
                    {
                        new
                        {
                            id = $"s{step}",
                            kind = "tool",
                            tool = "t",
                            startedAt = "2026-11-20T10:00:00Z",
                        },
                    },
                };
                calls.Add(server => server.PostAsync($"/api/v1/runs/{id}/steps", body));
            }

            calls.Add(server => server.PostAsync($"/api/v1/runs/{id}/complete", new { status = "succeeded" }));
        }

        var order = calls.ToArray();
        Random.Shared.Shuffle(order);
        await Parallel.ForEachAsync(
            order.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (call, _) => await call.Item(servers[call.Index % 2])
        );

        var runs = await one.RunsAsync();
        Assert.Equal(120, runs.Sum(static run => (int)run["llmCalls"]!));
        Assert.Equal(12_000, runs.Sum(static run => (int)run["tokens"]!["input"]!));
        Assert.Equal(20, runs.Sum(static run => (int)run["toolCalls"]!));
        Assert.Equal(4, runs.Count(static run => (string?)run["status"] == "succeeded" && (int)run["toolCalls"]! == 5));
        // 4 named, 4 started with a trace, and one for each of the two sessions.
        Assert.Equal(10, runs.Length);
    }
}
