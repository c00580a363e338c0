using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Server.Tests.Access;
using ControlPlane.Server.Tests.Ingestion;
using ControlPlane.Server.Tests.Platform;

namespace ControlPlane.Server.Tests.Runs;

/// <summary>The same run, and the same call, through the API and through OpenTelemetry.</summary>
public sealed class JoiningTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Start = "2026-11-20T10:00:00Z";
    private const string End = "2026-11-20T10:00:01Z";

    private static readonly (string, object) Question = (
        "gen_ai.input.messages",
        """[{"role":"user","parts":[{"type":"text","content":"A question?"}]}]"""
    );

    private readonly TestServer server = shared.Server;
    private readonly string agent = Names.New("joiner");

    [Theory]
    [InlineData(true, "responseId")]
    [InlineData(false, "responseId")]
    [InlineData(true, "reservationId")]
    [InlineData(false, "reservationId")]
    public async Task A_call_told_by_the_api_and_by_its_trace_counts_once_in_either_order(
        bool apiFirst,
        string joinedBy
    )
    {
        var trace = Otlp.NewTrace();
        var id = "";
        var attribute = joinedBy == "responseId" ? "gen_ai.response.id" : "controlplane.reservation.id";
        var spans = new[] { Otlp.Agent(trace, 1, agent), Otlp.Call(trace, 2, 1, 0, (attribute, "r-1"), Question) };
        if (!apiFirst)
        {
            await server.SendAsync(agent, spans);
        }

        id = (string)(await server.PostAsync("/api/v1/runs", new { agent, traceId = trace }))["id"]!;
        var step = new JsonObject
        {
            ["id"] = "a",
            ["kind"] = "llm",
            ["startedAt"] = Start,
            ["endedAt"] = End,
            ["output"] = "An answer.",
            [joinedBy] = "r-1",
        };
        await server.PostAsync($"/api/v1/runs/{id}/steps", new JsonObject { ["steps"] = new JsonArray(step) });
        if (apiFirst)
        {
            await server.SendAsync(agent, spans);
        }

        var run = Assert.Single(await server.RunsAsync("&agent=" + agent));
        Assert.Equal(id, (string?)run["id"]);
        Assert.Equal(1, (int)run["llmCalls"]!);
        Assert.Equal(100, (int)run["tokens"]!["input"]!);
        Assert.Equal([trace], run["traceIds"]!.AsArray().Select(static t => (string)t!));
        Assert.Equal(2, (int)run["steps"]!);
        var steps = await server.StepsAsync(run);
        var call = Assert.Single(steps, static step => (string?)step["kind"] == "llm");
        Assert.Equal(2, steps.Length);
        Assert.Equal(100, (int)call["tokens"]!["input"]!);
        Assert.Equal("gpt-5-mini", (string?)call["model"]);
        Assert.Equal("An answer.", (string?)call["outputText"]);
        Assert.Equal("A question?", (string?)call["input"]![0]!["parts"]![0]!["text"]);
        Assert.Equal(Otlp.Agent(trace, 1, "joiner")["spanId"]!.ToString(), (string?)call["parentId"]);
        foreach (var report in new[] { "a", (string)spans[1]["spanId"]! })
        {
            var opened = await server.GetAsync($"/api/v1/runs/{id}/steps/{report}");
            Assert.Equal((string?)call["id"], (string?)opened["step"]!["id"]);
            Assert.Single(opened["raw"]!["reports"]!.AsArray());
            Assert.NotEmpty(opened["costLines"]!.AsArray());
        }
    }

    [Fact]
    public async Task What_stands_below_either_report_of_a_call_stands_below_the_step_and_the_settled_figure_wins()
    {
        var trace = Otlp.NewTrace();
        var id = (string)(await server.PostAsync("/api/v1/runs", new { agent, traceId = trace }))["id"]!;
        await server.SendAsync(
            agent,
            [
                Otlp.Agent(trace, 1, agent),
                Otlp.Call(trace, 2, 1, 0, ("gen_ai.response.id", "r-1"), ("gen_ai.output.messages", "broken")),
                Otlp.Span(trace, 3, 2),
            ]
        );
        var reported = new
        {
            steps = new object[]
            {
                new
                {
                    id = "a",
                    kind = "llm",
                    startedAt = Start,
                    endedAt = End,
                    responseId = "r-1",
                    tokens = new { input = 90, output = 9 },
                },
                new
                {
                    id = "b",
                    parentId = "a",
                    kind = "decision",
                    name = "next",
                    startedAt = Start,
                },
            },
        };

        await server.PostAsync($"/api/v1/runs/{id}/steps", reported);

        var run = Assert.Single(await server.RunsAsync("&agent=" + agent));
        var steps = await server.StepsAsync(run);
        Assert.Equal(90, (int)run["tokens"]!["input"]!);
        Assert.Equal(4, (int)run["steps"]!);
        Assert.Equal(4, steps.Length);
        var call = steps.Single(static step => (string?)step["kind"] == "llm");
        Assert.Equal("a", (string?)call["id"]);
        Assert.Equal(90, (int)call["tokens"]!["input"]!);
        Assert.Equal("openai", (string?)call["provider"]);
        Assert.Equal(2, steps.Count(static step => (string?)step["parentId"] == "a"));
        Assert.Single(steps, static step => step["parentId"] is null);
    }

    [Fact]
    public async Task A_span_that_names_the_run_of_another_agent_is_refused_and_its_neighbours_are_kept()
    {
        var (alphas, betas) = (agent, Names.New("beta"));
        await server.AddAgentAsync(alphas);
        await server.AddAgentAsync(betas);
        var key = (await server.AddKeyAsync(betas, ["ingest", "run"])).Text("secret");
        var foreign = await server.PostAsync("/api/v1/runs", new { agent = alphas });
        var trace = Otlp.NewTrace();

        var answer = await server.SendAsync(
            betas,
            [Otlp.Agent(trace, 1, betas), Otlp.Call(trace, 2, 1, 0, ("controlplane.run.id", (string)foreign["id"]!))],
            key
        );

        Assert.Equal("1", (string?)answer["partialSuccess"]!["rejectedSpans"]);
        var runs = await server.RunsAsync();
        Assert.Equal(1, (int)runs.Single(run => (string)run["agent"]! == betas)["steps"]!);
        Assert.Equal(0, (int)runs.Single(run => (string)run["agent"]! == alphas)["steps"]!);
    }

    [Fact]
    public async Task A_key_cannot_start_a_run_of_another_agent()
    {
        var (alphas, betas) = (Names.New("alpha"), Names.New("beta"));
        await server.AddAgentAsync(alphas);
        await server.AddAgentAsync(betas);
        using var beta = server.As((await server.AddKeyAsync(betas, ["run"])).Text("secret"));

        var answer = await beta.PostAsJsonAsync("/api/v1/runs", new { agent = alphas });

        var problem = await answer.ProblemAsync(HttpStatusCode.Forbidden);
        Assert.NotNull(problem["errors"]!["agent"]);
        Assert.Empty(await server.RunsAsync("&agent=" + alphas));
    }

    [Fact]
    public async Task Services_of_one_trace_are_one_run_of_the_roots_agent_in_any_order()
    {
        foreach (var order in new[] { new[] { 0, 1, 2 }, [2, 1, 0] })
        {
            var trace = Otlp.NewTrace();
            var name = Names.New("front");
            (string Service, JsonObject Span)[] parts =
            [
                ("web", Otlp.Agent(trace, 1, name, 0, 9)),
                ("search-service", Otlp.Span(trace, 2, 1, 1)),
                ("model-gateway", Otlp.Call(trace, 3, 2, 2)),
            ];
            foreach (var part in order)
            {
                await server.SendAsync(parts[part].Service, [parts[part].Span]);
            }

            var run = Assert.Single(await server.RunsAsync("&agent=" + name));
            Assert.Equal([trace], run["traceIds"]!.AsArray().Select(static id => (string)id!));
            Assert.Equal(3, (int)run["steps"]!);
            Assert.Equal("succeeded", (string?)run["status"]);
            Assert.Equal(100, (int)run["tokens"]!["input"]!);
            Assert.Equal(
                [null, Id(parts[0]), Id(parts[1])],
                (await server.StepsAsync(run)).Select(static step => (string?)step["parentId"])
            );
        }

        static string? Id((string Service, JsonObject Span) part) => (string?)part.Span["spanId"];
    }

    [Fact]
    public async Task A_key_cannot_pull_the_trace_of_another_agent_into_its_own_run()
    {
        var (alphas, betas) = (agent, Names.New("beta"));
        await server.AddAgentAsync(alphas);
        await server.AddAgentAsync(betas);
        var alpha = (await server.AddKeyAsync(alphas, ["ingest", "run"])).Text("secret");
        var beta = (await server.AddKeyAsync(betas, ["ingest", "run"])).Text("secret");
        var trace = Otlp.NewTrace();
        await server.SendAsync(alphas, [Otlp.Agent(trace, 1, alphas)], alpha);
        var (_, started) = await server.TryPostAsync("/api/v1/runs", "{}", beta);
        var mine = (string)JsonNode.Parse(started)!["id"]!;

        await server.SendAsync(betas, [Otlp.Call(trace, 2, 1, 0, ("controlplane.run.id", mine))], beta);

        var runs = await server.RunsAsync();
        Assert.Equal(
            [trace],
            runs.Single(r => (string)r["agent"]! == alphas)["traceIds"]!.AsArray().Select(static t => (string)t!)
        );
    }

    [Fact]
    public async Task A_claim_of_a_run_that_does_not_exist_leaves_the_trace_a_run_of_its_own()
    {
        var trace = Otlp.NewTrace();

        await server.SendAsync(
            agent,
            [
                Otlp.Agent(trace, 1, agent),
                Otlp.Call(
                    trace,
                    2,
                    1,
                    0,
                    ("controlplane.run.id", Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString())
                ),
            ]
        );

        Assert.Equal(2, (int)Assert.Single(await server.RunsAsync("&agent=" + agent))["steps"]!);
    }

    [Fact]
    public async Task Claims_from_8_connections_in_any_order_give_one_run_with_all_steps()
    {
        var run = (string)(await server.PostAsync("/api/v1/runs", new { agent }))["id"]!;
        var spans = Enumerable
            .Range(0, 4)
            .SelectMany(_ =>
            {
                var trace = Otlp.NewTrace();
                return Enumerable
                    .Range(1, 10)
                    .Select(i =>
                        i == 1
                            ? Otlp.Agent(trace, 1, agent)
                            : Otlp.Call(trace, i, 1, i, i % 3 == 0 ? [("controlplane.run.id", (object)run)] : [])
                    );
            })
            .ToArray();
        Random.Shared.Shuffle(spans);

        await Parallel.ForEachAsync(
            spans,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (span, _) => await server.SendAsync(agent, [span])
        );

        var found = Assert.Single(await server.RunsAsync("&agent=" + agent));
        Assert.Equal(run, (string?)found["id"]);
        Assert.Equal(40, (int)found["steps"]!);
        Assert.Equal(36, (int)found["llmCalls"]!);
        Assert.Equal(3600, (int)found["tokens"]!["input"]!);
    }

    [Fact]
    public async Task A_step_told_again_counts_once_and_an_open_one_is_completed()
    {
        var id = (string)(await server.PostAsync("/api/v1/runs", new { agent }))["id"]!;
        object Open(string? end) =>
            new
            {
                steps = new[]
                {
                    new
                    {
                        id = "1",
                        kind = "llm",
                        model = "gpt-5-mini",
                        provider = "openai",
                        startedAt = Start,
                        endedAt = end,
                        tokens = end is null ? null : new { input = 5, output = 1 },
                    },
                },
            };

        await server.PostAsync($"/api/v1/runs/{id}/steps", Open(null));
        await server.PostAsync($"/api/v1/runs/{id}/steps", Open(End));
        await server.PostAsync($"/api/v1/runs/{id}/steps", Open(End));
        await server.PostAsync($"/api/v1/runs/{id}/steps", Open(null));

        var run = Assert.Single(await server.RunsAsync("&agent=" + agent));
        Assert.Equal(1, (int)run["steps"]!);
        Assert.Equal(5, (int)run["tokens"]!["input"]!);
        Assert.NotNull((await server.StepsAsync(run))[0]["endedAt"]);
    }
}
