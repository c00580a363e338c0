using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ControlPlane.Server.Tests.Access;
using ControlPlane.Server.Tests.Ingestion;
using ControlPlane.Server.Tests.Platform;

namespace ControlPlane.Server.Tests.Runs;

/// <summary>What clients of the runs API may send: nothing of it is answered 500.</summary>
public sealed class HostileReportTests(SharedServer shared, TestPostgres postgres) : IClassFixture<SharedServer>
{
    private const string Times = """ "startedAt": "2026-11-20T10:00:00Z", "endedAt": "2026-11-20T10:00:01Z" """;

    private readonly TestServer server = shared.Server;
    private readonly string agent = Names.New("victim");

    private async Task<string> RunAsync() => (string)(await server.PostAsync("/api/v1/runs", new { agent }))["id"]!;

    [Fact]
    public async Task A_start_is_taken_or_refused_with_the_reason()
    {
        (string, int)[] cases =
        [
            ("""{"agent": "a", "input": "\ud83d"}""", 201),
            (
                """{"agent": "a", "input": {"\ud83d": 1, "a": 1, "a": 2, "b": "x\u0000y", "c": 1e999, "d": 123456789012345678901234567890}}""",
                201
            ),
            ("""{"agent": "a", "task": "\ud83d"}""", 201),
            ("""{"agent": "a", "task": "a\u0000b"}""", 400),
            ("""{"agent": "a\u0000b"}""", 400),
            ("""{"agent": " "}""", 400),
            ("""{"agent": "a", "traceId": "xyz"}""", 400),
            ("""{"agent": "a", "traceId": "00000000000000000000000000000000"}""", 400),
            ("""{"agent": "a", "parentRunId": "xyz"}""", 400),
            ("""{"agent": "a", "idempotencyKey": ""}""", 400),
            ("""{"agent": "a", "unknown": {"x": [1, 2]}}""", 201),
            ("""{"agent": "a" """, 400),
            ("null", 400),
            ("[]", 400),
            ("", 400),
        ];
        foreach (var (body, expected) in cases)
        {
            var (status, answer) = await server.TryPostAsync("/api/v1/runs", body);

            Assert.True(expected == (int)status, $"{body} → {(int)status}: {answer}");
            if (status == HttpStatusCode.Created)
            {
                var id = (string)JsonNode.Parse(answer)!["id"]!;
                await server.GetAsync($"/api/v1/runs/{id}");
                await server.GetAsync($"/api/v1/runs/{id}/steps");
            }
        }
    }

    [Fact]
    public async Task A_task_of_a_megabyte_is_refused_by_name()
    {
        var (status, answer) = await server.TryPostAsync(
            "/api/v1/runs",
            new JsonObject { ["agent"] = "a", ["task"] = new string('x', 1_000_000) }.ToJsonString()
        );

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.NotNull(JsonNode.Parse(answer)!["errors"]!["task"]);
    }

    [Fact]
    public async Task Steps_of_any_content_are_kept_or_refused_one_by_one()
    {
        var id = await RunAsync();
        var emoji = new string('x', 999) + "\U0001F600";
        string[] steps =
        [
            $$"""{"id": "1", "kind": "tool", "tool": "t", {{Times}}, "arguments": {"a": 1, "a": 2, "\ud83d": "\ud83d"}, "result": "x\u0000"}""",
            $$"""{"id": "2", "kind": "error", "name": "{{emoji[500..]}}", {{Times}}, "error": {"message": "{{emoji}}", "traceback": "\ud83d"} }""",
            $$"""{"id": "3", "kind": "http", {{Times}}, "url": "https://example.test/{{emoji}}{{emoji}}"}""",
            $$"""{"id": "4", "kind": "llm", "model": "gpt-5-mini", "provider": "openai", {{Times}}, "tokens": {"input": 9223372036854775807, "output": 9223372036854775807, "cachedInput": 9223372036854775807} }""",
            $$"""{"id": "5", "kind": "llm", "model": "gpt-5-mini", "provider": "openai", {{Times}}, "tokens": {"input": 9223372036854775807, "output": 9223372036854775807} }""",
            $$"""{"id": "6", "kind": "llm", {{Times}}, "costUsd": 1000000, "finishReasons": [null, "stop"], "attributes": {"a": 1, "a": 2} }""",
            $$"""{"id": "7", "kind": "decision", "startedAt": "2026-11-20T10:00:00Z", "endedAt": "9999-12-31T23:59:59.9999999Z", "confidence": 0.5 }""",
            $$"""{"id": "8", "kind": "other", {{Times}}, "name": "\ud83d", "attributes": {"nested": {{string.Concat(Enumerable.Repeat("[", 50))}}{{string.Concat(Enumerable.Repeat("]", 50))}} } }""",
            $$"""{"id": "9", "kind": "tool", "name": "{{new string('n', 5_000)}}", "tool": "{{new string('n', 5_000)}}", "userId": "{{new string('u', 5_000)}}", {{Times}} }""",
            $$"""{"id": "10", "kind": "tool", "parentId": "10", "attempt": -5, "retryCount": -1, "httpStatus": -7, "maxTokens": -9, {{Times}} }""",
            $$"""{"id": "", "kind": "tool", {{Times}} }""",
            $$"""{"id": "12", "kind": "llm", "tokens": {"input": -1}, {{Times}} }""",
            $$"""{"id": "13", "kind": "llm", "costUsd": 1e28, {{Times}} }""",
            "null",
        ];

        var (status, answer) = await server.TryPostAsync(
            $"/api/v1/runs/{id}/steps",
            $$"""{"steps": [{{string.Join(',', steps)}}]}"""
        );

        Assert.True(status == HttpStatusCode.OK, $"{(int)status}: {answer}");
        Assert.Equal(
            [10, 11, 12, 13],
            JsonNode.Parse(answer)!["rejected"]!.AsArray().Select(static r => (int)r!["index"]!)
        );
        var run = Assert.Single(await server.RunsAsync("&agent=" + agent));
        Assert.Equal(10, (int)run["steps"]!);
        Assert.True((long)run["tokens"]!["input"]! > 0);
        Assert.True((decimal)run["costUsd"]! > 0);
        Assert.Equal(10, (await server.StepsAsync(run)).Length);
        await server.GetAsync($"/api/v1/runs/{id}/steps/1");
    }

    [Fact]
    public async Task A_completion_is_taken_or_refused_with_the_reason()
    {
        (string, int)[] cases =
        [
            ("""{"status": "succeeded", "output": {"a": 1, "a": "\ud83d", "\ud83d": "\u0000"}}""", 200),
            (
                """{"status": "failed", "error": {"message": {"a": "\ud83d"}}, "feedback": {"text": "\u0000 \ud83d", "text": 1}}""",
                200
            ),
            ("""{"status": "failed", "feedback": {"\u0000": "\ud83d"}}""", 200),
            ("""{"status": "failed", "error": "\ud83d"}""", 200),
            ("""{"status": "failed", "error": ["x"], "feedback": 1e999}""", 200),
            ("""{"status": "done"}""", 400),
            ("""{}""", 400),
            ("""{"status": 1}""", 400),
            ("""{"status": "succeeded", "state": {}}""", 400),
        ];
        foreach (var (body, expected) in cases)
        {
            var id = await RunAsync();

            var (status, answer) = await server.TryPostAsync($"/api/v1/runs/{id}/complete", body);

            Assert.True(expected == (int)status, $"{(int)status}: {answer}");
            await server.GetAsync($"/api/v1/runs/{id}");
        }
    }

    [Fact]
    public async Task A_long_error_is_cut_between_characters()
    {
        var id = await RunAsync();

        var run = await server.PostAsync(
            $"/api/v1/runs/{id}/complete",
            new { status = "failed", error = new string('x', 999) + "\U0001F600" }
        );

        Assert.Equal(new string('x', 999), (string?)run["error"]);
    }

    [Fact]
    public async Task Completing_again_with_the_same_word_changes_nothing_and_with_another_is_a_conflict()
    {
        var id = await RunAsync();
        var path = $"/api/v1/runs/{id}/complete";

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => server.TryPostAsync(path, """{"status": "succeeded", "output": "x"}"""))
        );

        Assert.All(answers, static answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(HttpStatusCode.Conflict, (await server.TryPostAsync(path, """{"status": "failed"}""")).Status);
        Assert.Equal("succeeded", (string?)(await server.GetAsync($"/api/v1/runs/{id}"))["status"]);
    }

    [Fact]
    public async Task Sixteen_starts_with_one_idempotency_key_are_one_run()
    {
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => server.PostAsync("/api/v1/runs", new { agent, idempotencyKey = "k" }))
        );

        Assert.Single(answers.Select(static run => (string)run["id"]!).Distinct(StringComparer.Ordinal));
        Assert.Single(await server.RunsAsync("&agent=" + agent));
    }

    [Fact]
    public async Task Sixteen_starts_with_one_trace_are_answered()
    {
        var trace = Otlp.NewTrace();

        await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(i =>
                    i % 2 == 0
                        ? server.PostAsync("/api/v1/runs", new { agent, traceId = trace })
                        : server.SendAsync(agent, [Otlp.Call(trace, i + 1)])
                )
        );

        Assert.Equal(8, (await server.RunsAsync("&agent=" + agent)).Sum(static run => (int)run["steps"]!));
    }

    [Fact]
    public async Task A_list_is_narrowed_or_refused_with_the_reason()
    {
        (string, int)[] cases =
        [
            ("agent=%00", 400),
            ("session=%00&user=a%00b&environment=%00", 400),
            ("filter=agent:%00", 400),
            ("status=nonsense", 400),
            ("status=1", 400),
            ("status=failed,lost", 400),
            ("filter=nonsense:1", 400),
            ("filter=status:", 400),
            ("filter=:x", 400),
            ("limit=0", 400),
            ("limit=501", 400),
            ("limit=x", 400),
            ("limit=99999999999", 400),
            ("from=yesterday", 400),
            ("from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59.9999999Z", 200),
            ("from=9999-12-31T23:59:59-14:00", 400),
            ("cursor=nonsense", 400),
            ("cursor=%00", 400),
            ("cursor=OTk5OTk5OTk5OTk5OTk5OTk5OS4", 400),
        ];
        foreach (var (query, expected) in cases)
        {
            await RunAsync();
            using var http = server.As(TestServer.AdminToken);

            using var response = await http.GetAsync("/api/v1/runs?" + query);

            var answer = await response.Content.ReadAsStringAsync();
            Assert.True(expected == (int)response.StatusCode, $"{query} → {(int)response.StatusCode}: {answer}");
            if (expected == 400)
            {
                Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            }
        }
    }

    [Fact]
    public async Task Pages_of_a_list_stay_in_place_while_new_runs_arrive()
    {
        await using var own = await TestServer.StartAsync(postgres);
        for (var i = 0; i < 7; i++)
        {
            await own.SendAsync("pager", [Otlp.Agent(Otlp.NewTrace(), 1, "pager", i / 2)]);
        }

        var expected = (await own.RunsAsync()).Select(static run => (string)run["id"]!).ToArray();
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await own.GetAsync("/api/v1/runs?limit=2" + (cursor is null ? "" : "&cursor=" + cursor));
            seen.AddRange(page["items"]!.AsArray().Select(static run => (string)run!["id"]!));
            cursor = (string?)page["nextCursor"];
            await own.SendAsync("pager", [Otlp.Agent(Otlp.NewTrace(), 1, "pager", 100)]);
        } while (cursor is not null);

        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task A_key_neither_reads_runs_nor_writes_those_of_another_agent()
    {
        var other = Names.New("other");
        await server.AddAgentAsync(agent);
        await server.AddAgentAsync(other);
        var key = (await server.AddKeyAsync(other, ["ingest", "run"])).Text("secret");
        var foreign = (string)(await server.PostAsync("/api/v1/runs", new { agent }))["id"]!;

        Assert.Equal(HttpStatusCode.Forbidden, (await server.As(key).GetAsync("/api/v1/runs")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.As(key).GetAsync($"/api/v1/runs/{foreign}")).StatusCode);
        var step = $$"""{"steps": [{"id": "1", "kind": "other", {{Times}} }]}""";
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await server.TryPostAsync($"/api/v1/runs/{foreign}/steps", step, key)).Status
        );
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await server.TryPostAsync($"/api/v1/runs/{foreign}/complete", """{"status": "failed"}""", key)).Status
        );
        Assert.NotEqual(
            HttpStatusCode.Created,
            (await server.TryPostAsync("/api/v1/runs", $$"""{"agent": "{{agent}}"}""", key)).Status
        );
        var nobody = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await server.TryPostAsync($"/api/v1/runs/{nobody}/steps", step, key)).Status
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await server.TryPostAsync($"/api/v1/runs/{nobody}/complete", """{"status": "failed"}""", key)).Status
        );
    }
}
