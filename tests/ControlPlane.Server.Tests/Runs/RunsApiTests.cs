using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Server.Tests.Platform;

namespace ControlPlane.Server.Tests.Runs;

public sealed class RunsApiTests(TestPostgres postgres)
{
    [Fact]
    public async Task A_run_reported_through_the_api_adds_up()
    {
        await using var server = await TestServer.StartAsync(postgres);

        var run = await server.PostAsync(
            "/api/v1/runs",
            new
            {
                agent = "Support Bot",
                task = "late order",
                sessionId = "s1",
                userId = "u1",
                environment = "production",
            }
        );
        Assert.Equal("support-bot", (string?)run["agent"]);
        Assert.Equal("running", (string?)run["status"]);
        var id = (string)run["id"]!;

        var report = await server.PostAsync(
            $"/api/v1/runs/{id}/steps",
            new
            {
                steps = new object[]
                {
                    new
                    {
                        id = "1",
                        kind = "llm",
                        name = "answer",
                        provider = "openai",
                        model = "gpt-5-mini",
                        startedAt = "2026-11-21T10:00:00Z",
                        endedAt = "2026-11-21T10:00:02Z",
                        tokens = new { input = 1000, output = 100 },
                        output = "Order 1042.",
                    },
                    new
                    {
                        id = "2",
                        parentId = "1",
                        kind = "tool",
                        tool = "get_order",
                        startedAt = "2026-11-21T10:00:02Z",
                        endedAt = "2026-11-21T10:00:03Z",
                        arguments = new { order = 1042 },
                        result = "late",
                    },
                    new
                    {
                        id = "3",
                        kind = "nonsense",
                        startedAt = "2026-11-21T10:00:02Z",
                    },
                },
            }
        );
        Assert.Equal(2, (int)report["accepted"]!);
        Assert.Equal(2, (int)report["rejected"]![0]!["index"]!);

        var completed = await server.PostAsync(
            $"/api/v1/runs/{id}/complete",
            new { status = "succeeded", output = "Order 1042." }
        );
        Assert.Equal("succeeded", (string?)completed["status"]);
        Assert.Equal(1, (int)completed["llmCalls"]!);
        Assert.Equal(1, (int)completed["toolCallsByName"]!["get_order"]!);
        Assert.Equal(1000, (int)completed["tokens"]!["input"]!);
        Assert.Equal("complete", (string?)completed["costStatus"]);
        Assert.Equal(0.00045m, (decimal)completed["costUsd"]!);
        Assert.Equal("Order 1042.", (string?)completed["output"]);
    }
}
