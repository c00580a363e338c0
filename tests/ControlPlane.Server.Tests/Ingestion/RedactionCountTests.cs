using System.Text.Json.Nodes;
using ControlPlane.Server.Tests.Platform;

namespace ControlPlane.Server.Tests.Ingestion;

public sealed class RedactionCountTests(TestPostgres postgres)
{
    private const string Secret = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Secrets_of_a_step_and_of_its_log_records_count_on_the_step_and_on_the_run(bool logFirst)
    {
        await using var server = await TestServer.StartAsync(postgres);
        var trace = Otlp.NewTrace();
        var requests = new (string Path, JsonObject Body)[]
        {
            ("/v1/traces", Otlp.Traces("billing", [Otlp.Call(trace, 1, null, 0, ("gen_ai.input.messages", Secret))])),
            ("/v1/logs", Log(trace)),
            ("/v1/logs", Log(trace)), // resent: counts once
        };
        using var http = server.As(TestServer.IngestKey);
        foreach (var (path, body) in logFirst ? requests.Reverse() : requests)
        {
            await CaptureReplay.PostAsync(http, path, body);
        }

        var run = Assert.Single(await CaptureReplay.RunsAsync(server));
        Assert.Equal(2, (int)run["redactions"]!);
        var steps = await server.GetAsync($"/api/v1/runs/{run["id"]}/steps");
        Assert.Equal(2, (int)steps["items"]![0]!["redactions"]!);
    }

    [Fact]
    public async Task Secrets_in_the_input_and_output_of_a_run_count_on_it()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var run = await server.PostAsync("/api/v1/runs", new { agent = "billing", input = new { key = Secret } });

        var completed = await server.PostAsync(
            $"/api/v1/runs/{run["id"]}/complete",
            new { status = "succeeded", output = "it is " + Secret }
        );

        Assert.Equal(2, (int)completed["redactions"]!);
    }

    private static JsonObject Log(string trace) =>
        new()
        {
            ["resourceLogs"] = new JsonArray(
                new JsonObject
                {
                    ["scopeLogs"] = new JsonArray(
                        new JsonObject
                        {
                            ["logRecords"] = new JsonArray(
                                new JsonObject
                                {
                                    ["traceId"] = trace,
                                    ["spanId"] = "0000000000000001",
                                    ["timeUnixNano"] = "1795000000000000000",
                                    ["body"] = new JsonObject { ["stringValue"] = "used " + Secret },
                                }
                            ),
                        }
                    ),
                }
            ),
        };
}
