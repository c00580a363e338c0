using System.Text.Json.Nodes;
using ControlPlane.Server.Runs.Activity;
using ControlPlane.Server.Tests.Ingestion;
using ControlPlane.Server.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Server.Tests.Agents;

/// <summary>What an agent's own page says that it used in the last seven days.</summary>
public sealed class AgentActivityTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const long CostOfCall = 45_000; // 100 input and 10 output tokens of gpt-5-mini
    private readonly TestServer server = shared.Server;
    private readonly string agent = Names.New("busy");

    [Fact]
    public async Task Models_and_tools_are_counted_with_failures_cost_and_median()
    {
        await SendAsync(
            Call(2, 1),
            Call(3, 3),
            Call(4, 2).Failed(),
            Call(5, 9, "house-model-7"),
            Tool(6, "get_order", 2),
            Tool(7, "get_order", 4).Failed(),
            Tool(8, "refund", 1)
        );

        Assert.Equal(
            [
                new("llm", "gpt-5-mini", 3, 1, 3 * CostOfCall, 0, TimeSpan.FromSeconds(2)),
                new("llm", "house-model-7", 1, 0, 0, 1, TimeSpan.FromSeconds(9)),
                new("tool", "get_order", 2, 1, 0, 0, TimeSpan.FromSeconds(2)),
                new("tool", "refund", 1, 0, 0, 0, TimeSpan.FromSeconds(1)),
            ],
            (await ReadAsync()).Used
        );
    }

    [Fact]
    public async Task The_same_call_reported_twice_is_one()
    {
        await SendAsync(
            Call(2, 2),
            Call(3, 1, below: 2), // another library's report of the same
            Tool(4, "get_order", 2),
            Tool(5, "get_order", 1, below: 4),
            Call(6, 2, more: ("gen_ai.response.id", "r-1")),
            Call(7, 2, more: ("gen_ai.response.id", "r-1"))
        );

        Assert.Equal(
            [
                new("llm", "gpt-5-mini", 2, 0, 2 * CostOfCall, 0, TimeSpan.FromSeconds(2)),
                new("tool", "get_order", 1, 0, 0, 0, TimeSpan.FromSeconds(2)),
            ],
            (await ReadAsync()).Used
        );
    }

    [Fact]
    public async Task Environments_and_versions_have_their_runs_and_failures_the_latest_first()
    {
        await RunAsync(30, "production", "v1");
        await RunAsync(20, "staging", "v2", failed: true);
        await RunAsync(10, "production", "v2");
        await RunAsync(8 * 24 * 60, "long-ago", "v0");

        var found = await ReadAsync();

        Assert.Equal((3, false), (found.Runs, found.Cut));
        Assert.Equal(["production 2 0", "staging 1 1"], found.Environments.Select(Text));
        Assert.Equal(["v2 2 1", "v1 1 0"], found.Versions.Select(Text));
        Assert.True(found.Versions[0].LastAt > found.Versions[1].LastAt);
        Assert.Empty(found.Used);
    }

    [Fact]
    public async Task Nothing_is_said_of_an_agent_that_did_not_run_or_of_another_one()
    {
        await SendAsync(Call(2, 1));

        var found = await ReadAsync(Names.New("idle"));

        Assert.Equal(0, found.Runs);
        Assert.Empty(found.Used);
        Assert.Empty(found.Environments);
    }

    [Fact]
    public async Task The_page_shows_what_was_used()
    {
        await SendAsync(Call(2, 1), Tool(3, "get_order", 4).Failed(), Tool(4, "get_order", 4));

        var html = await server.RenderAsync<AgentActivity>(parameters: (nameof(AgentActivity.Agent), agent));

        Assert.Contains("1 run of the last seven days.", html, StringComparison.Ordinal);
        Assert.Contains("data-used=\"gpt-5-mini\"", html, StringComparison.Ordinal);
        Assert.Contains("title=\"1 failed\">50.0<", html, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"Environments\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("aria-label=\"Versions\"", html, StringComparison.Ordinal);
    }

    private static JsonObject Call(
        int id,
        double seconds,
        string model = "gpt-5-mini",
        int below = 1,
        params (string, object)[] more
    ) => Otlp.CallOf(model, "", id, below, Otlp.Ago(30), seconds, more);

    private static JsonObject Tool(int id, string name, double seconds, int below = 1) =>
        Otlp.Span(
            "",
            id,
            below,
            Otlp.Ago(30),
            seconds,
            ("gen_ai.operation.name", "execute_tool"),
            ("gen_ai.tool.name", name)
        );

    // A run of half an hour ago with these steps below its root.
    private async Task SendAsync(params JsonObject[] steps)
    {
        var trace = Otlp.NewTrace();
        foreach (var step in steps)
        {
            step["traceId"] = trace;
        }

        await server.SendAsync(agent, [Otlp.Agent(trace, 1, agent, Otlp.Ago(30), 20), .. steps]);
    }

    private async Task RunAsync(double minutesAgo, string environment, string version, bool failed = false)
    {
        var root = Otlp.Span(
            Otlp.NewTrace(),
            1,
            null,
            Otlp.Ago(minutesAgo),
            1,
            ("gen_ai.operation.name", "invoke_agent"),
            ("gen_ai.agent.name", agent),
            ("deployment.environment.name", environment),
            ("controlplane.version", version)
        );
        await server.SendAsync(agent, [failed ? root.Failed() : root]);
    }

    private static string Text(SeenIn place) => $"{place.Name} {place.Runs} {place.Failed}";

    private Task<AgentActivityFound> ReadAsync(string? of = null) =>
        server.Services.GetRequiredService<AgentActivityQueries>().ReadAsync(of ?? agent, CancellationToken.None);
}
