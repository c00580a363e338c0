using System.Text.Json.Nodes;
using ControlPlane.Server.Runs.Recording;
using ControlPlane.Server.Tests.Platform;
using Npgsql;

namespace ControlPlane.Server.Tests.Ingestion;

/// <summary>Secrets reach no table, whatever field they stand in (T10).</summary>
public sealed class SecretTests(TestPostgres postgres)
{
    private const string Mark = "Zx9Qw7Er5Ty3Ui1Op8As6Df4";
    private const string Secret = "sk-proj-" + Mark + "Gh2Jk0Lz9Xc7Vb5Nm3";

    [Fact]
    public async Task A_secret_in_any_field_of_a_span_a_log_or_an_api_report_is_in_no_table()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var trace = Otlp.NewTrace();
        var span = Otlp.Call(
            trace,
            1,
            null,
            0,
            ("gen_ai.input.messages", "use " + Secret),
            ("session.id", Secret),
            ("gen_ai.tool.name", Secret),
            ("error.type", Secret),
            ("gen_ai.response.id", Secret),
            ("deployment.environment.name", Secret),
            ("user.id", Secret)
        );
        span["name"] = "call " + Secret;
        span["status"] = new JsonObject { ["code"] = 2, ["message"] = Secret };
        span["events"] = new JsonArray(
            new JsonObject
            {
                ["name"] = Secret,
                ["timeUnixNano"] = "1795000000000000000",
                ["attributes"] = Otlp.Attributes(("exception.message", Secret), ("exception.stacktrace", Secret)),
            }
        );
        span["links"] = new JsonArray(
            new JsonObject
            {
                ["traceId"] = trace,
                ["spanId"] = "0000000000000007",
                ["attributes"] = Otlp.Attributes(("a", Secret)),
            }
        );
        await server.SendAsync("service " + Secret, [span]);
        var log = new JsonObject
        {
            ["traceId"] = trace,
            ["spanId"] = "0000000000000001",
            ["timeUnixNano"] = "1795000000000000000",
            ["eventName"] = Secret,
            ["severityText"] = Secret,
            ["body"] = new JsonObject { ["stringValue"] = Secret },
            ["attributes"] = Otlp.Attributes(("a", Secret)),
        };
        var logs = new JsonObject
        {
            ["resourceLogs"] = new JsonArray(
                new JsonObject
                {
                    ["scopeLogs"] = new JsonArray(
                        new JsonObject
                        {
                            ["scope"] = new JsonObject { ["name"] = Secret },
                            ["logRecords"] = new JsonArray(log),
                        }
                    ),
                }
            ),
        };
        Assert.Equal(System.Net.HttpStatusCode.OK, (await server.TryPostAsync("/v1/logs", logs.ToJsonString())).Status);

        var run = await server.PostAsync(
            "/api/v1/runs",
            new
            {
                agent = "a " + Secret,
                task = Secret,
                version = Secret,
                sessionId = Secret,
                userId = Secret,
                environment = Secret,
                idempotencyKey = Secret,
                input = new { text = Secret },
            }
        );
        var again = await server.PostAsync("/api/v1/runs", new { agent = "a " + Secret, idempotencyKey = Secret });
        Assert.Equal((string?)run["id"], (string?)again["id"]);
        var step = new JsonObject
        {
            ["startedAt"] = "2026-11-20T10:00:00Z",
            ["kind"] = "tool",
            ["finishReasons"] = new JsonArray(Secret),
            ["arguments"] = new JsonObject { [Secret] = Secret, ["list"] = new JsonArray(Secret) },
            ["attributes"] = new JsonObject { ["a"] = Secret },
            ["error"] = new JsonObject
            {
                ["type"] = Secret,
                ["message"] = Secret,
                ["traceback"] = Secret,
                ["class"] = Secret,
                ["severity"] = Secret,
                ["recovery"] = Secret,
            },
        };
        foreach (
            var field in new[]
            {
                "id",
                "parentId",
                "name",
                "reservationId",
                "operation",
                "provider",
                "model",
                "responseModel",
                "responseId",
                "input",
                "output",
                "tool",
                "toolCallId",
                "result",
                "decisionId",
                "action",
                "reasoning",
                "userId",
                "url",
                "method",
                "requestBody",
            }
        )
        {
            step[field] = Secret;
        }

        await server.PostAsync($"/api/v1/runs/{run["id"]}/steps", new JsonObject { ["steps"] = new JsonArray(step) });
        await server.PostAsync(
            $"/api/v1/runs/{run["id"]}/complete",
            new
            {
                status = "failed",
                output = Secret,
                error = new { message = Secret },
                feedback = new { text = Secret },
            }
        );

        Assert.Empty(await FindAsync(server.ConnectionString));
        Assert.All(await server.RunsAsync(), static r => Assert.True((int)r["redactions"]! > 0));
        Assert.True((int)(await server.StepsAsync(run))[0]["redactions"]! > 0);
    }

    /// <summary>Every column of every table as text; packed content unpacked.</summary>
    private static async Task<List<string>> FindAsync(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        var tables = new List<string>();
        await using (var command = database.CreateCommand("SELECT relid::regclass::text FROM pg_stat_user_tables"))
        await using (var rows = await command.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
            {
                tables.Add(rows.GetString(0));
            }
        }

        var found = new List<string>();
        var packed = 0;
        foreach (var table in tables)
        {
            await using var command = database.CreateCommand($"SELECT t::text FROM {table} t");
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                if (rows.GetString(0).Contains(Mark, StringComparison.OrdinalIgnoreCase))
                {
                    found.Add($"{table}: {rows.GetString(0)}");
                }
            }
        }

        await using (var command = database.CreateCommand("SELECT part, body FROM step_contents"))
        await using (var rows = await command.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
            {
                packed++;
                var document = StepDocument.Unpack(rows.GetFieldValue<byte[]>(1))!.ToJsonString();
                if (document.Contains(Mark, StringComparison.OrdinalIgnoreCase))
                {
                    found.Add($"{rows.GetString(0)}: {document}");
                }
            }
        }

        Assert.True(packed >= 5, "Too little content was stored to prove anything.");
        return found;
    }
}
