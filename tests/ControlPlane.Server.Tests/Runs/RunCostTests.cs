using System.Text.Json.Nodes;
using ControlPlane.Server.Tests.Ingestion;
using ControlPlane.Server.Tests.Platform;

namespace ControlPlane.Server.Tests.Runs;

/// <summary>How much of a run's cost is known, and why the rest is not (T8, B7).</summary>
public sealed class RunCostTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const decimal CostOfCall = 0.000045m; // 100 input and 10 output tokens of gpt-5-mini

    [Fact]
    public async Task Every_call_with_usage_and_a_price_makes_the_cost_complete()
    {
        var run = await RunAsync("priced", Call("gpt-5-mini"), Call("gpt-5-mini"));

        Assert.Equal("complete", (string?)run["costStatus"]);
        Assert.Equal(2 * CostOfCall, (decimal)run["costUsd"]!);
        Assert.Empty(run["costNotes"]!.AsArray());
    }

    [Fact]
    public async Task An_unknown_model_makes_the_cost_partial_and_is_named()
    {
        var run = await RunAsync("partly", Call("gpt-5-mini"), Call("house-model-7"));

        Assert.Equal("partial", (string?)run["costStatus"]);
        Assert.Equal(CostOfCall, (decimal)run["costUsd"]!);
        Assert.Equal("no price is known for house-model-7", (string?)Assert.Single(run["costNotes"]!.AsArray()));
    }

    [Fact]
    public async Task Missing_usage_makes_the_cost_partial_and_is_counted()
    {
        var run = await RunAsync("silent", Call("gpt-5-mini"), Call("gpt-5-mini", usage: false));

        Assert.Equal("partial", (string?)run["costStatus"]);
        Assert.Equal(CostOfCall, (decimal)run["costUsd"]!);
        Assert.Equal("1 of 2 model calls reported no token usage", (string?)Assert.Single(run["costNotes"]!.AsArray()));
    }

    [Fact]
    public async Task A_cost_of_which_nothing_is_known_is_unknown()
    {
        var run = await RunAsync("unpriced", Call("house-model-7"), Call("gpt-5-mini", usage: false));

        Assert.Equal("unknown", (string?)run["costStatus"]);
        Assert.Equal(0m, (decimal)run["costUsd"]!);
        Assert.Equal(2, run["costNotes"]!.AsArray().Count);
        var steps = await shared.Server.StepsAsync(run);
        Assert.All(steps.Where(static step => (string?)step["kind"] == "llm"), step => Assert.Null(step["costUsd"]));
    }

    [Fact]
    public async Task A_reported_cost_stands_beside_the_computed_one()
    {
        var id = (string)(await shared.Server.PostAsync("/api/v1/runs", new { agent = "reporting" }))["id"]!;
        var step = new
        {
            id = "1",
            kind = "llm",
            provider = "openai",
            model = "gpt-5-mini",
            startedAt = "2026-11-21T10:00:00Z",
            endedAt = "2026-11-21T10:00:01Z",
            tokens = new { input = 100, output = 10 },
            costUsd = 0.75,
        };

        await shared.Server.PostAsync($"/api/v1/runs/{id}/steps", new { steps = new[] { step } });

        var run = await shared.Server.GetAsync($"/api/v1/runs/{id}");
        Assert.Equal(0.75m, (decimal)run["reportedCostUsd"]!);
        Assert.Equal(CostOfCall, (decimal)run["costUsd"]!);
        Assert.Equal("complete", (string?)run["costStatus"]);
        Assert.Equal(0.75m, (decimal)Assert.Single(await shared.Server.StepsAsync(run))["reportedCostUsd"]!);
    }

    private static JsonObject Call(string model, bool usage = true) =>
        Otlp.Span(
            "",
            0,
            0,
            0,
            1,
            [
                ("gen_ai.operation.name", "chat"),
                ("gen_ai.provider.name", "openai"),
                ("gen_ai.request.model", model),
                ("gen_ai.response.finish_reasons", new JsonObject { ["stringValue"] = "stop" }),
                .. usage
                    ? new (string, object)[]
                    {
                        ("gen_ai.usage.input_tokens", 100L),
                        ("gen_ai.usage.output_tokens", 10L),
                    }
                    : [],
            ]
        );

    /// <summary>A run of an agent with these calls below its root.</summary>
    private async Task<JsonNode> RunAsync(string agent, params JsonObject[] calls)
    {
        var trace = Otlp.NewTrace();
        foreach (var (index, call) in calls.Index())
        {
            var template = Otlp.Span(trace, index + 2, 1, index);
            foreach (var field in new[] { "traceId", "spanId", "parentSpanId", "startTimeUnixNano", "endTimeUnixNano" })
            {
                call[field] = template[field]!.DeepClone();
            }
        }

        await shared.Server.SendAsync(agent, [Otlp.Agent(trace, 1, agent, 0, 9), .. calls]);
        return Assert.Single(await shared.Server.RunsAsync("&agent=" + agent));
    }
}
