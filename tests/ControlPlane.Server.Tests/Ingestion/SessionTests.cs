using System.Text.Json.Nodes;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Tests.Access;
using ControlPlane.Server.Tests.Platform;
using ControlPlane.Tests.Fixtures;

namespace ControlPlane.Server.Tests.Ingestion;

/// <summary>Which traces without a root are one run.</summary>
public sealed class SessionTests(SharedServer shared, TestPostgres postgres) : IClassFixture<SharedServer>
{
    private readonly TestServer server = shared.Server;
    private readonly string agent = Names.New("sdk");

    private static JsonObject Rootless(double at, string session = "s") =>
        Otlp.Call(Otlp.NewTrace(), 1, null, at, ("session.id", session));

    [Fact]
    public async Task Calls_of_a_session_with_gaps_under_two_minutes_are_one_run()
    {
        foreach (var at in new[] { 0, 100, 200, 330, 600 })
        {
            await server.SendAsync(agent, [Rootless(at)]);
        }

        // 330 is 129 seconds after the end of 201, 600 further still.
        Assert.Equal(
            [1, 1, 3],
            (await server.RunsAsync("&agent=" + agent)).Select(static r => (int)r["llmCalls"]!).Order()
        );
    }

    [Fact]
    public async Task A_call_that_bridges_two_runs_joins_them_and_both_addresses_still_answer()
    {
        await server.SendAsync(agent, [Rootless(0)]);
        await server.SendAsync(agent, [Rootless(200)]);
        var before = await server.RunsAsync("&agent=" + agent);
        Assert.Equal(2, before.Length);

        await server.SendAsync(agent, [Rootless(100)]);

        var run = Assert.Single(await server.RunsAsync("&agent=" + agent));
        Assert.Equal(3, (int)run["llmCalls"]!);
        foreach (var old in before)
        {
            Assert.Equal((string?)run["id"], (string?)(await server.GetAsync($"/api/v1/runs/{old["id"]}"))["id"]);
            Assert.Equal(3, (await server.StepsAsync(old)).Length);
        }
    }

    [Fact]
    public async Task Pages_on_a_run_that_was_merged_away_hear_of_it()
    {
        await server.SendAsync(agent, [Rootless(0)]);
        await server.SendAsync(agent, [Rootless(200)]);
        var ids = (await server.RunsAsync("&agent=" + agent)).Select(static run => (string)run["id"]!).ToArray();
        var before = Array.Empty<long>();
        await Eventually.TrueAsync(async () => (before = await VersionsAsync(server, ids)).Length == 2);

        await server.SendAsync(agent, [Rootless(100)]);

        await Eventually.TrueAsync(async () =>
            (await VersionsAsync(server, ids)).Zip(before).Count(static v => v.First > v.Second) == 2
        );
    }

    private static async Task<long[]> VersionsAsync(TestServer server, string[] runs)
    {
        await using var database = Npgsql.NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = database.CreateCommand(
            "SELECT version FROM topics WHERE name = ANY($1) ORDER BY name"
        );
        command.Parameters.Add(new() { Value = runs.Select(static run => "run:" + run).ToArray() });
        await using var rows = await command.ExecuteReaderAsync();
        var found = new List<long>();
        while (await rows.ReadAsync())
        {
            found.Add(rows.GetInt64(0));
        }

        return [.. found];
    }

    [Fact]
    public async Task Calls_of_one_session_from_8_connections_at_once_are_one_run()
    {
        var calls = Enumerable.Range(0, 60).Select(static i => Rootless(i * 60)).ToArray();
        Random.Shared.Shuffle(calls);

        await Parallel.ForEachAsync(
            calls,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (call, _) => await server.SendAsync(agent, [call])
        );

        Assert.Equal(60, (int)Assert.Single(await server.RunsAsync("&agent=" + agent))["llmCalls"]!);
    }

    [Fact]
    public async Task A_trace_that_spans_another_of_its_session_is_one_run_with_it_in_either_order()
    {
        foreach (var longFirst in new[] { true, false })
        {
            var one = Names.New("sdk");
            var trace = Otlp.NewTrace();
            JsonObject[] wide =
            [
                Otlp.Call(trace, 1, null, 0, ("session.id", "s")),
                Otlp.Call(trace, 2, null, 600, ("session.id", "s")),
            ];
            var inside = Rootless(300);

            await server.SendAsync(one, longFirst ? wide : [inside]);
            await server.SendAsync(one, longFirst ? [inside] : wide);

            Assert.Single(await server.RunsAsync("&agent=" + one));
        }
    }

    [Fact]
    public async Task Keys_of_two_agents_that_name_the_same_session_stay_two_runs()
    {
        await using var own = await TestServer.StartAsync(postgres);
        foreach (var agent in new[] { "alpha", "beta" })
        {
            await own.AddAgentAsync(agent);
            var key = (await own.AddKeyAsync(agent, ["ingest"])).Text("secret");
            await own.SendAsync("shared-service", [Rootless(0)], key);
        }

        Assert.Equal(["alpha", "beta"], (await own.RunsAsync()).Select(static r => (string)r["agent"]!).Order());
    }

    [Fact]
    public async Task Traces_with_roots_of_their_own_stay_several_runs_of_a_session_and_definitions_are_none()
    {
        foreach (var at in new[] { 0, 10, 20 })
        {
            var trace = Otlp.NewTrace();
            await server.SendAsync(
                agent,
                [Otlp.Agent(trace, 1, agent, at), Otlp.Call(trace, 2, 1, at, ("session.id", "s"))]
            );
        }

        await server.SendAsync(
            agent,
            [
                Otlp.Span(
                    Otlp.NewTrace(),
                    1,
                    null,
                    0,
                    1,
                    ("gen_ai.operation.name", "create_agent"),
                    ("gen_ai.agent.name", "only-defined")
                ),
            ]
        );

        Assert.Equal(3, (await server.RunsAsync("&agent=" + agent)).Length);
        Assert.Empty(await server.RunsAsync("&agent=only-defined"));
    }

    [Fact]
    public async Task An_agent_whose_name_comes_last_gets_the_run_and_names_passed_by_are_not_listed()
    {
        await using var own = await TestServer.StartAsync(postgres);
        var trace = Otlp.NewTrace();
        await own.SendAsync("worker-service", [Otlp.Call(trace, 2, 1)]);
        Assert.Equal("worker-service", (string?)Assert.Single(await own.RunsAsync())["agent"]);

        await own.SendAsync("worker-service", [Otlp.Agent(trace, 1, "the-agent")]);

        Assert.Equal("the-agent", (string?)Assert.Single(await own.RunsAsync())["agent"]);
        var agents = (await own.GetAsync("/api/v1/agents"))["items"]!.AsArray();
        Assert.Equal(["the-agent"], agents.Select(static agent => (string)agent!["slug"]!));
    }

    [Fact]
    public async Task Beyond_1000_discovered_agents_traffic_is_unassigned()
    {
        await using var own = await TestServer.StartAsync(postgres);
        foreach (var chunk in Enumerable.Range(0, 1_010).Chunk(202))
        {
            await own.SendAsync("many", chunk.Select(static i => Otlp.Agent(Otlp.NewTrace(), 1, $"agent {i}")));
        }

        var runs = await own.GetAsync("/api/v1/runs?limit=500&agent=unassigned");
        Assert.InRange(runs["items"]!.AsArray().Count, 10, 12);
    }
}
