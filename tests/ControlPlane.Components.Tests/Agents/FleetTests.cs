using AngleSharp.Dom;
using Bunit;
using ControlPlane.Domain.Agents;
using ControlPlane.Server.Agents;
using ControlPlane.Server.Agents.Pages;

namespace ControlPlane.Components.Tests.Agents;

public sealed class FleetTests : PageContext
{
    private static readonly DateTimeOffset Now = Steps.Start.AddMinutes(12);

    [Theory]
    [InlineData("No agent has reported yet")]
    [InlineData("The agent is well", HealthWord.Healthy)]
    [InlineData("The agent is silent", HealthWord.Silent)]
    [InlineData("All 2 agents are well", HealthWord.Healthy, HealthWord.Healthy)]
    [InlineData("1 of 2 agents needs a look now", HealthWord.Slow, HealthWord.Healthy)]
    [InlineData("2 of 3 agents need a look now", HealthWord.Failing, HealthWord.Degraded, HealthWord.Healthy)]
    [InlineData("1 of 2 agents needs a look now; 1 is silent", HealthWord.Failing, HealthWord.Silent)]
    [InlineData("No agent needs a look now; 2 are silent", HealthWord.Silent, HealthWord.Silent, HealthWord.Healthy)]
    public void The_headline_says_what_is_true(string sentence, params HealthWord[] words) =>
        Assert.Equal(sentence, Of([.. words.Select(static word => Agent(word))]).Headline);

    [Theory]
    [InlineData(HealthWord.Failing, "failing", "bad")]
    [InlineData(HealthWord.Degraded, "degraded", "warn")]
    [InlineData(HealthWord.Slow, "slow", "warn")]
    [InlineData(HealthWord.Silent, "silent", "off")]
    [InlineData(HealthWord.Healthy, "healthy", "ok")]
    public void Health_is_a_word_with_a_shape(HealthWord word, string text, string tone)
    {
        var state = Render<HealthState>(p => p.Add(s => s.Health, new AgentHealth(word, "why"))).Find(".status");

        Assert.Equal(text, state.TextContent.Trim());
        Assert.Contains(tone, state.ClassName, StringComparison.Ordinal);
        Assert.NotNull(state.QuerySelector("svg.mark"));
        Assert.Equal("why", state.GetAttribute("title"));
    }

    [Fact]
    public void The_lane_shows_runs_where_they_were_and_failures_where_they_failed()
    {
        var lane = Lane(
            new LaneMark(LaneKind.Ended, Now.AddMinutes(-30), Now.AddMinutes(-20), 4),
            new LaneMark(LaneKind.Failed, Now.AddMinutes(-15), Now.AddMinutes(-10), 1),
            new LaneMark(LaneKind.Running, Now.AddMinutes(-1), Now, 2)
        );

        Assert.Equal("1800", lane.QuerySelector("rect.ended")!.GetAttribute("x"));
        Assert.Equal("600", lane.QuerySelector("rect.ended")!.GetAttribute("width"));
        Assert.Equal("3000", lane.QuerySelector("rect.failed")!.GetAttribute("x"));
        Assert.Equal("3540", lane.QuerySelector("rect.running")!.GetAttribute("x"));
        Assert.Equal("Last hour: 5 runs ended, 1 failed, 2 running", lane.GetAttribute("aria-label"));
        Assert.Null(lane.QuerySelector(".quiet"));
    }

    [Fact]
    public void An_hour_without_a_run_is_seen_as_silence()
    {
        var lane = Lane();

        Assert.NotNull(lane.QuerySelector("path.quiet"));
        Assert.Equal("No run in the last hour", lane.GetAttribute("aria-label"));
    }

    [Fact]
    public void A_mark_never_leaves_the_lane()
    {
        var lane = Lane(new LaneMark(LaneKind.Ended, Now.AddHours(-3), Now.AddMinutes(5), 1));

        Assert.Equal("0", lane.QuerySelector("rect.ended")!.GetAttribute("x"));
        Assert.Equal("3600", lane.QuerySelector("rect.ended")!.GetAttribute("width"));
    }

    private IElement Lane(params LaneMark[] marks) =>
        Render<FleetLane>(p =>
                p.Add(
                        l => l.Agent,
                        Agent(HealthWord.Healthy) with
                        {
                            Lane = marks,
                            Running = marks.Where(static mark => mark.Kind == LaneKind.Running).Sum(m => m.Runs),
                        }
                    )
                    .Add(l => l.Until, Now)
            )
            .Find("svg");

    private static Fleet Of(params FleetAgent[] agents) => new(Now, Now.AddHours(-14), agents, []);

    private static FleetAgent Agent(HealthWord word) =>
        new(
            Steps.Key(1),
            "refund-desk",
            "refund-desk",
            null,
            null,
            true,
            Now,
            Now,
            new AgentHealth(word, ""),
            0,
            0,
            0,
            0,
            null,
            0,
            []
        );
}
