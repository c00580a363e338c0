using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Tests.Access;
using ControlPlane.Server.Tests.Ingestion;
using ControlPlane.Server.Tests.Platform;
using ControlPlane.Tests.Fixtures;

namespace ControlPlane.Server.Tests.Redaction;

/// <summary>The installation's own patterns hold for the next span, on every server (T10).</summary>
public sealed class RedactionPatternTests(RedactionPatternTests.Seeded shared, TestPostgres postgres)
    : IClassFixture<RedactionPatternTests.Seeded>
{
    private const string Root = "/api/v1/redaction";
    private const string Number = "CUST-204611";
    private const string Marker = "[redacted:customer-number]";

    private readonly TestServer server = shared.Server;

    /// <summary>A server with the pattern, which no test changes.</summary>
    public sealed class Seeded(TestPostgres postgres) : SharedServer(postgres)
    {
        public Guid Pattern { get; private set; }

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            Pattern = await AddAsync(Server);
        }
    }

    [Fact]
    public async Task A_pattern_holds_for_spans_and_reports_on_every_server_until_it_is_off()
    {
        await using var first = await TestServer.StartAsync(postgres);
        await using var second = await TestServer.StartAsync(postgres, first.ConnectionString);
        var pattern = await AddAsync(first);

        Assert.Equal(1, await SendAsync(first, "a span right after the change"));
        var listed = await second.GetAsync($"{Root}/patterns");
        Assert.Contains(pattern.ToString(), listed.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(1, await SendAsync(second, "on the other server, as soon as it lists the pattern"));

        var run = (string)(await first.PostAsync("/api/v1/runs", new { agent = "api", task = "of " + Number }))["id"]!;
        await first.PostAsync(
            $"/api/v1/runs/{run}/steps",
            new
            {
                steps = new[]
                {
                    new
                    {
                        id = "1",
                        kind = "tool",
                        name = "look up " + Number,
                        tool = "crm",
                        startedAt = "2026-11-20T10:00:00Z",
                        arguments = new { customer = Number },
                    },
                },
            }
        );
        var reported = await first.GetAsync($"/api/v1/runs/{run}/steps");
        Assert.DoesNotContain(Number, reported.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(Marker, (await first.GetAsync($"/api/v1/runs/{run}")).ToJsonString(), StringComparison.Ordinal);

        using var admin = first.As(TestServer.AdminToken);
        await admin.PatchAsJsonAsync($"{Root}/patterns/{pattern}", new { enabled = false });
        Assert.Equal(0, await SendAsync(first, "switched off"));
    }

    [Fact]
    public async Task What_a_pattern_found_is_counted()
    {
        await using var own = await TestServer.StartAsync(postgres);
        await AddAsync(own);
        await SendAsync(own, "once");
        await SendAsync(own, "twice");

        await Eventually.TrueAsync(async () =>
            await own.ScalarAsync<long>("SELECT found FROM redaction_patterns") == 2
        );
    }

    [Theory]
    [InlineData("(", "no regular expression")]
    [InlineData("a*", "nothing at all")]
    [InlineData(@"(a)\1", "back references")]
    [InlineData("(?<=x)y", "ahead or behind")]
    [InlineData("", "Give a regular expression")]
    public async Task A_bad_pattern_is_refused_with_the_reason_and_changes_nothing(string expression, string reason)
    {
        using var admin = server.As(TestServer.AdminToken);

        var answer = await admin.PostAsJsonAsync(
            Root + "/patterns",
            new
            {
                name = "bad",
                expression,
                kind = "bad",
            }
        );

        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Contains(reason, problem["errors"]!["expression"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(0L, await server.ScalarAsync<long>("SELECT count(*) FROM redaction_patterns WHERE name = 'bad'"));
    }

    [Fact]
    public async Task A_name_is_taken_once_and_every_wrong_field_is_named()
    {
        using var admin = server.As(TestServer.AdminToken);

        var twice = await admin.PostAsJsonAsync(
            Root + "/patterns",
            new
            {
                name = "Customer number",
                expression = "x+",
                kind = "x",
            }
        );
        Assert.NotNull((await twice.ProblemAsync(HttpStatusCode.BadRequest))["errors"]!["name"]);
        var wrong = await admin.PostAsJsonAsync(
            Root + "/patterns",
            new
            {
                name = " ",
                expression = "(",
                kind = "Not A Kind",
            }
        );
        Assert.Equal(
            ["expression", "kind", "name"],
            (await wrong.ProblemAsync(HttpStatusCode.BadRequest))["errors"]!
                .AsObject()
                .Select(static error => error.Key)
                .Order()
        );
    }

    [Fact]
    public async Task A_text_can_be_tried_without_being_kept()
    {
        using var manager = await server.AsAsync(Role.Manager);

        var tried = await (
            await manager.PostAsJsonAsync(Root + "/try", new { text = $"{Number} pays with 4111 1111 1111 1111" })
        ).JsonAsync();

        Assert.Equal($"{Marker} pays with [redacted:card-number]", tried.Text("text"));
        Assert.Equal((1, 1), ((int)tried["builtIn"]!, (int)tried["own"]!));
        Assert.DoesNotContain(Number, await server.DumpAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Role.Operator, HttpStatusCode.Forbidden)]
    [InlineData(Role.Manager, HttpStatusCode.OK)]
    public async Task A_manager_reads_the_patterns_and_only_an_administrator_changes_them(
        Role role,
        HttpStatusCode reads
    )
    {
        using var caller = await server.AsAsync(role);

        Assert.Equal(reads, (await caller.GetAsync(Root + "/patterns")).StatusCode);
        var added = await caller.PostAsJsonAsync(
            Root + "/patterns",
            new
            {
                name = "x",
                expression = "x",
                kind = "x",
            }
        );
        await added.ProblemAsync(HttpStatusCode.Forbidden);
        await (await caller.DeleteAsync($"{Root}/patterns/{shared.Pattern}")).ProblemAsync(HttpStatusCode.Forbidden);
    }

    private static async Task<Guid> AddAsync(TestServer server)
    {
        using var admin = server.As(TestServer.AdminToken);
        var answer = await admin.PostAsJsonAsync(
            Root + "/patterns",
            new
            {
                name = "Customer number",
                expression = @"\bCUST-[0-9]{6}\b",
                kind = "customer-number",
            }
        );
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (Guid)(await answer.JsonAsync())["id"]!;
    }

    /// <summary>Reports the number in the middle of JSON. Returns how many redactions its run has.</summary>
    private static async Task<int> SendAsync(TestServer server, string agent)
    {
        var trace = Otlp.NewTrace();
        var messages = new JsonArray(
            new JsonObject
            {
                ["role"] = "user",
                ["parts"] = new JsonArray(
                    new JsonObject { ["type"] = "text", ["content"] = $"the order of {Number}, please" }
                ),
            }
        );
        await server.SendAsync(
            agent,
            [Otlp.Call(trace, 1, null, 0, ("gen_ai.input.messages", messages.ToJsonString()))]
        );
        var run = (await server.RunsAsync()).Single(run => run["traceIds"]!.AsArray().Any(id => (string?)id == trace));
        var step = Assert.Single(await server.StepsAsync(run));
        Assert.Contains("please", step.ToJsonString(), StringComparison.Ordinal);
        var redactions = (int)run["redactions"]!;
        Assert.Equal(redactions == 0, step.ToJsonString().Contains(Number, StringComparison.Ordinal));
        return redactions;
    }
}
