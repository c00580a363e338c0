using ControlPlane.Domain.Agents;
using ControlPlane.Server.Agents;
using ControlPlane.Server.Agents.Pages;
using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Tests.Access;
using ControlPlane.Server.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Fleet = ControlPlane.Server.Agents.Fleet;

namespace ControlPlane.Server.Tests.Agents;

/// <summary>What the overview makes of the runs that agents reported.</summary>
public sealed class FleetReadingTests(ReportedFleet fleet) : IClassFixture<ReportedFleet>
{
    [Theory]
    [InlineData("steady", HealthWord.Healthy, "^$")]
    [InlineData("failing", HealthWord.Failing, "^The last 3 runs failed$")]
    [InlineData("halving", HealthWord.Failing, "^2 of 4 runs failed in the last hour$")]
    [InlineData("degraded", HealthWord.Degraded, "^1 of 4 runs failed in the last hour, usually 0 %$")]
    [InlineData("slow", HealthWord.Slow, @"^Runs take 6\.0 s, usually 2\.0 s$")]
    [InlineData("stuck", HealthWord.Slow, @"^A run goes on for 2\d min, usually 2\.0 s$")]
    [InlineData("quiet", HealthWord.Silent, @"^Not seen for 3 h \d\d, usually every 30 min$")]
    [InlineData("leisurely", HealthWord.Healthy, "^$")] // one run tells no rhythm
    [InlineData("awaited", HealthWord.Silent, "^It has not reported yet$")]
    public async Task An_agent_s_runs_say_how_it_does_and_why(string agent, HealthWord word, string why)
    {
        var health = Of(await ReadAsync(), agent).Health;

        Assert.Equal(word, health.Word);
        Assert.Matches(why, health.Why);
    }

    [Fact]
    public async Task The_worst_come_first_and_the_headline_counts_them()
    {
        var read = await ReadAsync();

        Assert.Equal(
            read.Agents.Select(static agent => agent.Health.Word).Order(),
            read.Agents.Select(static agent => agent.Health.Word)
        );
        Assert.Equal(
            ["degraded", "failing", "halving", "slow", "stuck", "travelled"],
            read.Agents.Where(static agent => agent.Health.NeedsALook)
                .Select(static agent => agent.Slug)
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal("6 of 11 agents need a look now; 2 are silent", read.Headline);
    }

    [Fact]
    public async Task The_span_of_time_narrows_the_figures_and_not_what_goes_on()
    {
        var (hour, day) = (await ReadAsync(hours: 1), await ReadAsync(hours: 24));

        Assert.Equal((3, 15), (Of(hour, "steady").Runs, Of(day, "steady").Runs));
        Assert.Equal((0, 12), (Of(hour, "quiet").Runs, Of(day, "quiet").Runs));
        Assert.Equal((3, 3), (Of(hour, "failing").Failed, Of(day, "failing").Failed));
        Assert.Equal(hour.Failed, day.Failed);
        Assert.Equal((1, 1), (hour.Running, day.Running));
        Assert.Equal(
            day.Runs,
            await fleet.Server.ScalarAsync<long>(
                "SELECT count(*) FROM runs WHERE visible AND started_at > now() - '1 d'::interval"
            )
        );
    }

    [Fact]
    public async Task The_environment_narrows_agents_figures_and_health()
    {
        var (all, production, staging) = (
            Of(await ReadAsync(), "travelled"),
            Of(await ReadAsync(ReportedFleet.Production), "travelled"),
            await ReadAsync(ReportedFleet.Staging)
        );

        Assert.Equal((3, 1, HealthWord.Degraded), (all.Runs, all.Failed, all.Health.Word));
        Assert.Equal((2, 0, HealthWord.Healthy), (production.Runs, production.Failed, production.Health.Word));
        var only = Assert.Single(staging.Agents); // nor is one shown that was registered and never seen there
        Assert.Equal(("travelled", 1, 1), (only.Slug, only.Runs, only.Failed));
        Assert.Equal("1 of 1 run failed in the last hour", only.Health.Why);
        Assert.Equal("travelled", Assert.Single(staging.Slowest).Agent);
        Assert.Empty((await ReadAsync("nowhere")).Agents);
    }

    [Fact]
    public async Task What_could_not_be_priced_makes_the_spending_a_lower_bound()
    {
        var read = await ReadAsync();
        var spender = Of(read, "spender");

        Assert.Equal((3, 2 * ReportedFleet.CostOfCall, 1), (spender.Runs, spender.CostNanoUsd, spender.Incomplete));
        Assert.Equal(3 * ReportedFleet.CostOfCall, read.CostNanoUsd); // and the call of the run that goes on
        Assert.Equal(1, read.Incomplete);
    }

    [Fact]
    public async Task The_slowest_runs_are_those_that_go_on_and_those_that_took_long()
    {
        var slowest = (await ReadAsync(hours: 1)).Slowest;

        Assert.Equal(["stuck", "slow", "slow", "slow"], slowest.Take(4).Select(static run => run.Agent));
        Assert.Equal(5, slowest.Count);
        Assert.Equal((true, false), (slowest[0].GoesOn, slowest[0].HasFailed));
        Assert.InRange(slowest[0].Took, TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(30));
        Assert.Equal(TimeSpan.FromSeconds(6), slowest[1].Took);
        Assert.Equal(TimeSpan.FromSeconds(6), Of(await ReadAsync(hours: 1), "slow").LongTook);
    }

    [Fact]
    public async Task The_lane_has_the_runs_of_the_last_hour_where_they_were()
    {
        var read = await ReadAsync();
        var (degraded, stuck) = (Of(read, "degraded").Lane, Assert.Single(Of(read, "stuck").Lane));

        Assert.Equal(
            [LaneKind.Failed, LaneKind.Ended, LaneKind.Ended, LaneKind.Ended],
            degraded.Select(static mark => mark.Kind)
        );
        Assert.All(degraded, mark => Assert.InRange(mark.From, read.At - Fleet.LaneLength, read.At));
        Assert.Equal(TimeSpan.FromSeconds(2), degraded[1].To - degraded[1].From);
        Assert.Equal(LaneKind.Running, stuck.Kind);
        Assert.Equal(read.At, stuck.To, TimeSpan.FromMilliseconds(1)); // stored to the microsecond
        Assert.Empty(Of(read, "quiet").Lane);
    }

    [Fact]
    public async Task The_figures_of_the_overview_are_those_of_the_header_s_scope()
    {
        var all = await FiguresAsync(null, "24h");
        var staging = await FiguresAsync(ReportedFleet.Staging, "1h");

        Assert.Contains("Spent last 24 hours ≥ $0.00014 PARTIAL", all, StringComparison.Ordinal);
        Assert.Contains("Runs now 1 1 of 11 agents at work", all, StringComparison.Ordinal);
        Assert.Contains("most by failing", all, StringComparison.Ordinal);
        Assert.Contains("Newest agent awaited", all, StringComparison.Ordinal);
        Assert.Contains("Spent last hour $0 every run is priced", staging, StringComparison.Ordinal);
        Assert.Contains("Runs last hour 1 ", staging, StringComparison.Ordinal);
        Assert.Contains("Failed last hour 1 100.0 % most by travelled", staging, StringComparison.Ordinal);
        Assert.Contains("Slowest run 2.00 s span 1", staging, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_board_says_of_each_agent_how_it_does_and_leads_to_its_runs_in_the_same_scope()
    {
        var html = await fleet.Server.RenderAsync<FleetBoard>(within: new(ReportedFleet.Production, "24h"));
        var row = RowOf(html, "degraded");

        Assert.Equal(
            "degraded degraded 1 of 4 runs failed in the last hour, usually 0 % 16 6.3 2.00 s $0",
            Screens.TextOf(row)
        );
        Assert.Contains(
            "/runs?filter=agent%3Adegraded%20status%3Afailed%2Clost&amp;environment=production&amp;range=24h",
            row,
            StringComparison.Ordinal
        );
        Assert.Contains("aria-label=\"Last hour: 4 runs ended, 1 failed, 0 running\"", row, StringComparison.Ordinal);
        Assert.DoesNotContain("data-agent=\"awaited\"", html, StringComparison.Ordinal);
    }

    private async Task<string> FiguresAsync(string? environment, string range) =>
        Screens.TextOf(await fleet.Server.RenderAsync<FleetFigures>(within: new(environment, range)));

    private async Task<Fleet> ReadAsync(string? environment = null, int hours = 24)
    {
        var now = fleet.Server.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        return await fleet
            .Server.Services.GetRequiredService<FleetQueries>()
            .ReadAsync(new(environment, now.AddHours(-hours)), CancellationToken.None);
    }

    private static FleetAgent Of(Fleet read, string slug) => read.Agents.Single(agent => agent.Slug == slug);

    private static string RowOf(string html, string agent)
    {
        var start = html.IndexOf($"data-agent=\"{agent}\"", StringComparison.Ordinal);
        start = html.IndexOf('>', start) + 1;
        return html[start..html.IndexOf("</tr>", start, StringComparison.Ordinal)];
    }
}
