using ControlPlane.Domain.Runs;
using ControlPlane.Server.Runs.Pages;
using StepTree = ControlPlane.Server.Runs.Pages.StepTree;

namespace ControlPlane.Components.Tests.Runs;

public sealed class TimelineTests
{
    private static readonly DateTimeOffset Now = Steps.Start.AddSeconds(20);

    [Fact]
    public void Bars_are_fitted_to_the_run_s_own_time()
    {
        var timeline = Timeline.Of(StepTree.Build([Steps.Of(1, from: 0, to: 8), Steps.Of(2, from: 2, to: 4)]), Now);

        var bar = timeline.BarOf(Steps.Start.AddSeconds(2), Steps.Start.AddSeconds(4));

        Assert.Equal(25, bar.Left, 3);
        Assert.Equal(25, bar.Width, 3);
        Assert.Equal("left:25%;width:25%", bar.Style);
    }

    [Fact]
    public void A_step_that_goes_on_reaches_to_now()
    {
        var timeline = Timeline.Of(StepTree.Build([Steps.Of(1, from: 0, to: null)]), Now);

        var bar = timeline.BarOf(Steps.Start.AddSeconds(10), null);

        Assert.Equal(Now, timeline.End);
        Assert.Equal(50, bar.Left, 3);
        Assert.Equal(50, bar.Width, 3);
        Assert.True(bar.Open);
    }

    [Fact]
    public void Clocks_that_disagree_never_make_a_bar_leave_the_width()
    {
        var timeline = Timeline.Of(StepTree.Build([Steps.Of(1, from: 0, to: 8)]), Now);

        var bar = timeline.BarOf(Steps.Start.AddSeconds(-5), Steps.Start.AddSeconds(-9));

        Assert.Equal(new Bar(0, 0, false), bar);
    }

    [Theory]
    [InlineData(0.004, "0 ms,1 ms,2 ms,3 ms")]
    [InlineData(8.1, "0 s,2 s,4 s,6 s")]
    [InlineData(42, "0 s,10 s,20 s,30 s")]
    [InlineData(660, "0 s,2 m,4 m,6 m,8 m")]
    public void Ticks_stand_at_round_times(double seconds, string labels)
    {
        var timeline = new Timeline(Steps.Start, Steps.Start.AddSeconds(seconds));

        Assert.Equal(labels, string.Join(',', timeline.Ticks().Select(static tick => tick.Label)));
    }

    [Fact]
    public void Time_in_which_nothing_worked_is_folded_and_the_axis_says_so()
    {
        // Two seconds of work, eleven minutes of waiting, two seconds of work, inside one agent.
        var nodes = StepTree.Build([
            Steps.Of(1, to: 664),
            Steps.Of(2, parent: 1, from: 0, to: 2, StepKind.Llm),
            Steps.Of(3, parent: 1, from: 662, to: 664, StepKind.Tool),
        ]);
        var whole = Timeline.Of(nodes, Now);

        var gaps = IdleTime.Of(nodes, whole);
        var folded = whole with { Gaps = gaps };

        Assert.Equal([new Gap(Steps.Start.AddSeconds(2), Steps.Start.AddSeconds(662))], gaps);
        Assert.Equal(47.5, folded.BarOf(Steps.Start, Steps.Start.AddSeconds(2)).Width, 3);
        Assert.Equal(52.5, folded.PercentOf(Steps.Start.AddSeconds(662)), 3);
        Assert.Equal(100, folded.PercentOf(Steps.Start.AddSeconds(664)), 3);
        Assert.Equal(TimeSpan.FromSeconds(660), Assert.Single(folded.Folds()).Length);
        Assert.All(folded.Ticks(), tick => Assert.False(tick.Left is > 47.6 and < 52.4, tick.Label));
        Assert.Contains(folded.Ticks(), static tick => tick.Label.StartsWith("11 m", StringComparison.Ordinal));
    }

    [Fact]
    public void Short_pauses_and_steps_beside_each_other_are_no_idle_time()
    {
        var nodes = StepTree.Build([
            Steps.Of(1, to: 10),
            Steps.Of(2, parent: 1, from: 0, to: 6, StepKind.Llm),
            Steps.Of(3, parent: 1, from: 1, to: 2, StepKind.Tool),
            Steps.Of(4, parent: 1, from: 6.5, to: 10, StepKind.Tool),
        ]);

        Assert.Empty(IdleTime.Of(nodes, Timeline.Of(nodes, Now)));
    }

    [Fact]
    public void A_run_without_steps_has_a_timeline_without_length()
    {
        Assert.Equal(new Timeline(Now, Now), Timeline.Of([], Now));
    }
}
