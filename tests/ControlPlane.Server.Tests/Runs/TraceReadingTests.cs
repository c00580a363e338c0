using System.Text.Json.Nodes;
using ControlPlane.Domain.Ingestion.Otlp;
using ControlPlane.Server.Runs;
using ControlPlane.Server.Tests.Access;
using ControlPlane.Server.Tests.Ingestion;
using ControlPlane.Server.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Server.Tests.Runs;

/// <summary>What the page of one run reads beside the steps themselves.</summary>
public sealed class TraceReadingTests(TestPostgres postgres)
{
    private static readonly CancellationToken Ever = CancellationToken.None;

    [Fact]
    public async Task What_was_cut_of_a_report_is_counted_on_its_step_and_survives_a_resend()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var trace = Otlp.NewTrace();
        var tooLong = new string('x', OtlpLimits.TextLength + 1);
        JsonObject[] reports =
        [
            Otlp.Traces(
                "billing",
                [Otlp.Call(trace, 1, null, 0, ("gen_ai.input.messages", tooLong), ("note", tooLong))]
            ),
            Otlp.Traces("billing", [Otlp.Call(trace, 2, null, 1)]),
        ];
        using var http = server.As(TestServer.IngestKey);
        foreach (var report in reports.Append(reports[0].DeepClone().AsObject()))
        {
            await CaptureReplay.PostAsync(http, "/v1/traces", report);
        }

        var (run, traces) = (await OnlyRunAsync(server), server.Services.GetRequiredService<RunTraces>());
        var cuts = await traces.CutsAsync(run, Ever);
        var steps = await traces.StepsAsync(run, Ever);

        Assert.True(cuts.Counted);
        var (step, parts) = Assert.Single(cuts.Parts);
        Assert.Equal(steps[0].Key, step);
        Assert.Equal(2, parts);
    }

    [Fact]
    public async Task Content_that_was_stored_before_cuts_were_counted_is_not_called_whole()
    {
        await using var server = await TestServer.StartAsync(postgres);
        using var http = server.As(TestServer.IngestKey);
        await CaptureReplay.PostAsync(
            http,
            "/v1/traces",
            Otlp.Traces("billing", [Otlp.Call(Otlp.NewTrace(), 1, null, 0)])
        );
        var (run, traces) = (await OnlyRunAsync(server), server.Services.GetRequiredService<RunTraces>());
        Assert.Equal((0, true), await Now());

        await server.ExecuteAsync("UPDATE step_contents SET cuts = NULL");

        Assert.Equal((0, false), await Now());

        async Task<(int, bool)> Now()
        {
            var cuts = await traces.CutsAsync(run, Ever);
            return (cuts.Parts.Count, cuts.Counted);
        }
    }

    [Fact]
    public async Task A_decision_keeps_its_id_action_and_reasoning_and_an_error_what_was_done_about_it()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var id = await ReportAsync(
            server,
            new
            {
                id = "d1",
                kind = "decision",
                startedAt = "2026-11-21T10:00:00Z",
                decisionId = "dec-7",
                action = "refund in full",
                reasoning = "Both photos show the same fault.",
                confidence = 0.74,
            },
            Failed("e1", "rate_limit", "waited and asked again")
        );

        var (queries, traces) = (
            server.Services.GetRequiredService<RunQueries>(),
            server.Services.GetRequiredService<RunTraces>()
        );
        var steps = await traces.StepsAsync(id, Ever);
        var decision = (await queries.OpenStepAsync(id, steps[0].Key, Ever))!.Content;
        var error = (await queries.OpenStepAsync(id, steps[1].Key, Ever))!.Content;

        Assert.Equal("dec-7", decision.DecisionId);
        Assert.Equal("refund in full", decision.Action);
        Assert.Equal("Both photos show the same fault.", decision.Reasoning);
        Assert.Equal("waited and asked again", error.Recovery);
    }

    [Fact]
    public async Task Runs_are_found_by_the_type_of_an_error_in_them_and_by_its_absence()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var limited = await ReportAsync(server, Failed("1", "rate_limit"), Failed("2", "timeout"));
        var refused = await ReportAsync(server, Failed("1", "auth"));
        var list = server.Services.GetRequiredService<RunList>();

        Assert.Equal([limited], await FindAsync(new(["rate_limit"], [])));
        Assert.Equal([refused, limited], await FindAsync(new(["timeout", "auth"], [])));
        Assert.Equal([refused], await FindAsync(new([], ["timeout"])));
        Assert.Empty(await FindAsync(new(["nothing"], [])));

        async Task<Guid[]> FindAsync(Picked error) =>
            [
                .. (
                    await list.ReadAsync(new RunCriteria { Error = error }, RunOrder.Newest, null, 10, Ever)
                ).Items.Select(static run => run.Id),
            ];
    }

    [Fact]
    public async Task A_run_says_whose_it_is_and_when_it_was_last_heard_of()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var id = await ReportAsync(server, Failed("1", "auth"));

        var run = (await server.Services.GetRequiredService<RunQueries>().FindAsync(id, Ever))!.Run;

        Assert.NotEqual(Guid.Empty, run.AgentId);
        Assert.True(run.GoesOn);
        Assert.True(run.LastReceivedAt >= run.StartedAt);
    }

    [Fact]
    public async Task Runs_in_short_say_when_their_steps_were()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var id = await ReportAsync(server, Failed("1", "auth"));

        var peek = await server.Services.GetRequiredService<RunPeeks>().ReadAsync(id, Ever);

        var step = Assert.Single(peek.Steps);
        Assert.Equal(TimeSpan.FromSeconds(1), step.EndedAt - step.StartedAt);
        Assert.Equal(Domain.Runs.StepKind.Tool, step.Kind);
    }

    private static object Failed(string id, string type, string? recovery = null) =>
        new
        {
            id,
            kind = "tool",
            tool = "refund",
            startedAt = "2026-11-21T10:00:01Z",
            endedAt = "2026-11-21T10:00:02Z",
            error = new
            {
                type,
                message = "no",
                recovery,
            },
        };

    private static async Task<Guid> ReportAsync(TestServer server, params object[] steps)
    {
        var id = (string)(await server.PostAsync("/api/v1/runs", new { agent = "billing" }))["id"]!;
        await server.PostAsync($"/api/v1/runs/{id}/steps", new { steps });
        return Guid.Parse(id);
    }

    private static async Task<Guid> OnlyRunAsync(TestServer server) =>
        Guid.Parse((string)Assert.Single(await CaptureReplay.RunsAsync(server))["id"]!);
}
