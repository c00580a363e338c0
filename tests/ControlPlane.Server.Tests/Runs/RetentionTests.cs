using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Runs.Retention;
using ControlPlane.Server.Tests.Access;
using ControlPlane.Server.Tests.Ingestion;
using ControlPlane.Server.Tests.Platform;
using ControlPlane.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ControlPlane.Server.Tests.Runs;

/// <summary>Runs go after the days of their environment class, with the tables of their day (T11).</summary>
public sealed class RetentionTests(TestPostgres postgres)
{
    private readonly SettableClock clock = new();

    [Fact]
    public async Task Each_class_goes_after_its_own_days_and_its_tables_with_it()
    {
        await using var server = await StartAsync();
        await SendAsync(server, "prod-agent", "production");
        await SendAsync(server, "test-agent", "staging");
        Assert.Equal(["other", "production"], await DaysAsync(server));

        clock.Advance(TimeSpan.FromDays(29));
        Assert.Equal(new CleanUp(0, 0), await CleanAsync(server));
        clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(new CleanUp(1, 1), await CleanAsync(server));
        Assert.Equal(["prod-agent"], (await server.RunsAsync()).Select(static run => (string?)run["agent"]));
        Assert.Equal(["production"], await DaysAsync(server));

        clock.Advance(TimeSpan.FromDays(60));
        Assert.Equal(new CleanUp(1, 1), await CleanAsync(server));
        Assert.Empty(await server.RunsAsync());
        Assert.Empty(await DaysAsync(server));
        Assert.Equal(0L, await server.ScalarAsync<long>("SELECT count(*) FROM steps"));
        Assert.Equal(0L, await server.ScalarAsync<long>("SELECT count(*) FROM step_contents"));
        Assert.Equal(0L, await server.ScalarAsync<long>("SELECT count(*) FROM run_traces"));
        var entries = (await server.GetAsync("/api/v1/audit?action=clean_up.runs"))["items"]!.AsArray();
        Assert.Equal(["production", "other"], entries.Select(static entry => (string)entry!["subject"]!["name"]!));
    }

    [Fact]
    public async Task A_run_that_goes_on_keeps_its_day_and_the_others_of_the_day_go()
    {
        await using var server = await StartAsync();
        await SendAsync(server, "done-agent", "staging");
        var open = (string)(await server.PostAsync("/api/v1/runs", new { agent = "patient-agent" }))["id"]!;
        clock.Advance(TimeSpan.FromDays(40));
        await server.PostAsync(
            $"/api/v1/runs/{open}/steps",
            new
            {
                steps = new[]
                {
                    new
                    {
                        id = "late",
                        kind = "other",
                        name = "still here",
                        startedAt = clock.GetUtcNow(),
                    },
                },
            }
        );

        var state = await StateAsync(server, "other");
        Assert.Equal((0, 1), ((int)state["next"]!["days"]!, (int)state["next"]!["heldDays"]!));
        Assert.Equal(new CleanUp(0, 1), await CleanAsync(server));
        Assert.Equal(["patient-agent"], (await server.RunsAsync()).Select(static run => (string?)run["agent"]));
        Assert.Equal(1L, await server.ScalarAsync<long>("SELECT count(*) FROM steps"));

        await server.PostAsync($"/api/v1/runs/{open}/complete", new { status = "succeeded" });
        Assert.Equal(new CleanUp(1, 1), await CleanAsync(server));
    }

    [Fact]
    public async Task A_shorter_period_shows_what_it_drops_and_the_worker_drops_it()
    {
        await using var server = await StartAsync("Runs:CleanUpEvery=00:00:00.100");
        await SendAsync(server, "test-agent", "staging");
        clock.Advance(TimeSpan.FromDays(10));
        using var admin = server.As(TestServer.AdminToken);
        Assert.Equal(0, (int)(await StateAsync(server, "other"))["next"]!["days"]!);

        var changed = await admin.PutAsJsonAsync("/api/v1/retention", new { other = 7 });

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal(7, (int)(await StateAsync(server, "other"))["days"]!);
        await Eventually.TrueAsync(async () => await server.ScalarAsync<long>("SELECT count(*) FROM runs") == 0);
        var entry = (await server.GetAsync("/api/v1/audit?action=change.retention"))["items"]!.AsArray().Single()!;
        Assert.Equal((30, 7), ((int)entry["before"]!["other"]!, (int)entry["after"]!["other"]!));
    }

    [Fact]
    public async Task What_started_before_the_period_is_kept_as_of_today_also_after_its_day_was_dropped()
    {
        await using var server = await StartAsync();
        using var admin = server.As(TestServer.AdminToken);
        await SendAsync(server, "test-agent", "staging");
        clock.Advance(TimeSpan.FromDays(10));
        await admin.PutAsJsonAsync("/api/v1/retention", new { other = 7 });
        Assert.Equal(new CleanUp(1, 1), await CleanAsync(server));

        await SendAsync(server, "late-agent", "staging");
        Assert.Equal(new CleanUp(0, 0), await CleanAsync(server));
        await admin.PutAsJsonAsync("/api/v1/retention", new { other = 30 });
        await SendAsync(server, "later-agent", "staging");

        Assert.Equal(2, (await server.RunsAsync()).Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3651)]
    public async Task A_period_out_of_range_is_refused(int days)
    {
        await using var server = await StartAsync();
        using var admin = server.As(TestServer.AdminToken);

        var answer = await admin.PutAsJsonAsync("/api/v1/retention", new { production = days });

        Assert.NotNull((await answer.ProblemAsync(HttpStatusCode.BadRequest))["errors"]!["production"]);
    }

    [Fact]
    public async Task A_manager_reads_the_periods_and_cannot_change_them()
    {
        await using var server = await StartAsync();
        using var manager = await server.AsAsync(Role.Manager);

        Assert.Equal(HttpStatusCode.OK, (await manager.GetAsync("/api/v1/retention")).StatusCode);
        await (await manager.PutAsJsonAsync("/api/v1/retention", new { other = 1 })).ProblemAsync(
            HttpStatusCode.Forbidden
        );
    }

    private Task<TestServer> StartAsync(params string[] settings) =>
        TestServer.StartAsync(
            postgres,
            null,
            builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)),
            ["Runs:CleanUpEvery=1.00:00:00", "Runs:SweepEvery=1.00:00:00", .. settings]
        );

    private static Task SendAsync(TestServer server, string agent, string environment)
    {
        var trace = Otlp.NewTrace();
        var root = Otlp.Agent(trace, 1, agent);
        root["attributes"]!
            .AsArray()
            .Add(Otlp.Attributes(("deployment.environment.name", environment))[0]!.DeepClone());
        return server.SendAsync(agent, [root]);
    }

    private static async Task<CleanUp> CleanAsync(TestServer server) =>
        (await server.Services.GetRequiredService<CleanUpRuns>().RunAsync(CancellationToken.None))!;

    private static async Task<JsonNode> StateAsync(TestServer server, string environmentClass) =>
        (await server.GetAsync("/api/v1/retention"))["items"]!
            .AsArray()
            .Single(state => (string?)state!["class"] == environmentClass)!;

    private static async Task<IEnumerable<string>> DaysAsync(TestServer server) =>
        (await server.Services.GetRequiredService<RetentionQueries>().DaysAsync(CancellationToken.None))
            .Select(static day => day.Class)
            .Order(StringComparer.Ordinal);
}
