using ControlPlane.Server.Agents;
using ControlPlane.Server.Agents.Pages;
using ControlPlane.Server.Runs.Activity;
using ControlPlane.Server.Tests.Access;
using ControlPlane.Server.Tests.Ingestion;
using ControlPlane.Server.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ControlPlane.Server.Tests.Agents;

/// <summary>What agents did on each of the last seven days.</summary>
public sealed class AgentUseTests(AgentUseTests.AtNoon shared) : IClassFixture<AgentUseTests.AtNoon>
{
    private const long CostOfCall = 45_000; // 100 input and 10 output tokens of gpt-5-mini
    private readonly TestServer server = shared.Server;
    private readonly string agent = Names.New("weekly");

    /// <summary>A server on which it is noon, so that an hour ago is today.</summary>
    public sealed class AtNoon(TestPostgres postgres) : SharedServer(postgres)
    {
        internal SettableClock Clock { get; } = new();

        /// <summary>What its clock is ahead of the one spans are stamped by.</summary>
        internal TimeSpan Ahead { get; private set; }

        private protected override Task<TestServer> StartAsync()
        {
            var now = Clock.GetUtcNow().UtcDateTime;
            Ahead = now.Date.AddHours(12) - now;
            Clock.Advance(Ahead);
            return TestServer.StartAsync(
                Postgres,
                null,
                builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock)),
                "Runs:SweepEvery=1.00:00:00"
            );
        }
    }

    [Fact]
    public async Task A_week_has_seven_days_with_runs_failures_and_cost_today_last()
    {
        await RunAsync(hoursAgo: 1);
        await RunAsync(hoursAgo: 2, failed: true);
        await RunAsync(hoursAgo: 24);
        await RunAsync(hoursAgo: 6 * 24);
        await RunAsync(hoursAgo: (6 * 24) + 13); // before the week

        var week = await WeekAsync(TimeZoneInfo.Utc);

        Assert.Equal([1, 0, 0, 0, 0, 1, 2], week.Days.Select(static day => day.Runs));
        Assert.Equal([1, 0, 0, 0, 0, 1, 2], week.Days.Select(static day => day.CostNanoUsd / CostOfCall));
        Assert.Equal((2, 1, 2 * CostOfCall), (week.Today.Runs, week.Today.Failed, week.Today.CostNanoUsd));
        Assert.Equal((4, 1, 4 * CostOfCall), (week.Runs, week.Failed, week.CostNanoUsd));
        Assert.Equal(0, week.Incomplete);
        Assert.Equal(DateOnly.FromDateTime(shared.Clock.GetUtcNow().UtcDateTime), week.Today.Day);
    }

    [Fact]
    public async Task A_run_without_a_price_makes_the_day_s_cost_a_lower_bound()
    {
        await RunAsync(hoursAgo: 1);
        await RunAsync(hoursAgo: 1, model: "house-model-7");

        var week = await WeekAsync(TimeZoneInfo.Utc);

        Assert.Equal((CostOfCall, 1), (week.Today.CostNanoUsd, week.Today.Incomplete));
        Assert.Equal(1, week.Incomplete);
    }

    [Fact]
    public async Task A_day_is_the_reader_s()
    {
        await RunAsync(hoursAgo: 13); // at eleven at night, which is the next morning in Tokyo

        Assert.Equal(0, (await WeekAsync(TimeZoneInfo.Utc)).Today.Runs);
        Assert.Equal(1, (await WeekAsync(TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"))).Today.Runs);
    }

    [Fact]
    public async Task The_agent_s_page_says_its_success_its_cost_and_that_it_is_a_lower_bound()
    {
        await RunAsync(hoursAgo: 1, model: "house-model-7");
        await RunAsync(hoursAgo: 2);
        await RunAsync(hoursAgo: 24, failed: true);
        await RunAsync(hoursAgo: 24);

        var page = Screens.TextOf(await server.RenderAsync<AgentPage>(parameters: (nameof(AgentPage.Slug), agent)));

        Assert.Contains("Success, 7 days 75.0 %", page, StringComparison.Ordinal);
        Assert.Contains("Cost today ≥ $0.000045 ", page, StringComparison.Ordinal);
        Assert.Contains("≥ $0.00014 Last seen", page, StringComparison.Ordinal);
        Assert.Contains("Runs 4 2 in 24 h", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Absurd_costs_stop_at_the_largest_number_and_every_screen_still_opens()
    {
        var now = shared.Clock.GetUtcNow();
        for (var run = 0; run < 2; run++)
        {
            var id = (string)(await server.PostAsync("/api/v1/runs", new { agent }))["id"]!;
            var steps = Enumerable.Range(0, 20).Select(Absurd);
            await server.PostAsync($"/api/v1/runs/{id}/steps", new { steps });
        }

        var fleet = await server
            .Services.GetRequiredService<FleetQueries>()
            .ReadAsync(new(null, now.AddDays(-1)), CancellationToken.None);
        var used = await server
            .Services.GetRequiredService<AgentActivityQueries>()
            .ReadAsync(agent, CancellationToken.None);
        var week = await WeekAsync(TimeZoneInfo.Utc);

        Assert.Equal(long.MaxValue, fleet.Agents.Single(one => one.Slug == agent).CostNanoUsd);
        Assert.Equal(long.MaxValue, fleet.CostNanoUsd);
        Assert.Equal(long.MaxValue, Assert.Single(used.Used).CostNanoUsd);
        Assert.Equal((long.MaxValue, long.MaxValue), (week.Today.CostNanoUsd, week.CostNanoUsd));

        object Absurd(int step) =>
            new
            {
                id = $"s{step}",
                kind = "llm",
                provider = "openai",
                model = "o1-pro",
                startedAt = now,
                endedAt = now,
                tokens = new { input = 0, output = long.MaxValue },
            };
    }

    private async Task<AgentWeek> WeekAsync(TimeZoneInfo zone)
    {
        var id = await server.ScalarAsync<Guid>($"SELECT id FROM agents WHERE slug = '{agent}'");
        var use = server.Services.GetRequiredService<AgentUse>();
        var one = await use.WeeksAsync(zone, id, null, CancellationToken.None);
        var all = await use.WeeksAsync(zone, null, null, CancellationToken.None);
        var elsewhere = await use.WeeksAsync(zone, null, "nowhere-" + agent, CancellationToken.None);
        Assert.Equal([id], one.Keys);
        Assert.Empty(elsewhere);
        Assert.Equal(all[id].Days, one[id].Days);
        return one[id];
    }

    private async Task RunAsync(double hoursAgo, bool failed = false, string model = "gpt-5-mini")
    {
        var (trace, at) = (Otlp.NewTrace(), Otlp.Ago(-shared.Ahead.TotalMinutes + (60 * hoursAgo)));
        var root = Otlp.Agent(trace, 1, agent, at, 2);
        await server.SendAsync(agent, [failed ? root.Failed() : root, Otlp.CallOf(model, trace, 2, 1, at)]);
    }
}
