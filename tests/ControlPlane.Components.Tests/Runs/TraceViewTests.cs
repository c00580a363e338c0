using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Runs;
using ControlPlane.Server.Runs.Pages;

namespace ControlPlane.Components.Tests.Runs;

/// <summary>What of one run is drawn, what its address says of it, and what its foot says is missing.</summary>
public sealed class TraceViewTests
{
    private readonly TraceView trace = new();
    private readonly RunSnapshot snapshot = new(
        null,
        [
            Steps.Of(1, to: 100),
            Steps.Of(2, parent: 1),
            Steps.Of(3, parent: 2),
            Steps.Of(4, parent: 1, from: 99, to: 100),
        ]
    );

    public TraceViewTests() => trace.Show(snapshot, Steps.Start.AddMinutes(5), goesOn: false);

    [Fact]
    public void What_is_closed_hides_what_stands_below_and_a_step_that_is_gone_to_opens_it()
    {
        trace.Toggle(Steps.Key(2));
        Assert.Equal([1, 2, 4], Numbers());
        Assert.Equal(["s2"], trace.ClosedLinks());
        Assert.Equal(-1, trace.RowOf(Steps.Key(3)));

        Assert.True(trace.Reveal(Steps.Key(3)));
        Assert.Equal([1, 2, 3, 4], Numbers());
        Assert.Empty(trace.ClosedLinks());
        Assert.False(trace.Reveal(Steps.Key(9)));
    }

    [Fact]
    public void Idle_time_is_folded_until_it_is_asked_for()
    {
        Assert.NotEmpty(trace.Gaps);
        Assert.Equal(trace.Gaps, trace.Timeline.Gaps);

        trace.ShowIdle(true);

        Assert.Empty(trace.Timeline.Gaps);
        Assert.NotEmpty(trace.Gaps);
    }

    [Fact]
    public void Nothing_of_one_run_stays_with_the_next()
    {
        trace.Toggle(Steps.Key(1));
        trace.ShowIdle(true);

        trace.Clear();
        trace.Show(snapshot, Steps.Start, goesOn: false);

        Assert.Equal([1, 2, 3, 4], Numbers());
        Assert.False(trace.ShowsIdle);
    }

    [Fact]
    public void Left_closes_then_goes_up_and_right_opens_then_goes_down()
    {
        Assert.Equal(Steps.Key(2), TraceKeys.Left(trace, 1).Toggle);
        Assert.Equal(Steps.Key(2), TraceKeys.Left(trace, 2).GoTo!.Key);
        Assert.Equal(Steps.Key(3), TraceKeys.Right(trace, 1).GoTo!.Key);
        Assert.Equal(new TraceMove(), TraceKeys.Right(trace, 2));
        Assert.Equal(Steps.Key(1), TraceKeys.Left(trace, -1).GoTo!.Key);
        trace.Toggle(Steps.Key(2));
        Assert.Equal(Steps.Key(2), TraceKeys.Right(trace, 1).Toggle);
        Assert.Equal(Steps.Key(4), TraceKeys.By(trace, 0, 99).GoTo!.Key);
    }

    [Fact]
    public void The_address_holds_the_step_what_is_closed_the_idle_time_and_the_scope()
    {
        var address = new RunAddress(Steps.Key(1), new PageScope("production", "24h"))
        {
            Step = "a, b&c",
            ShowsIdle = true,
        }.WithClosed(["s1", "x,y"]);

        var read = RunAddress.Of(Steps.Key(1), "http://x" + address.Href);

        Assert.Equal(address, read);
        Assert.Equal(["s1", "x,y"], read.ClosedSteps);
        Assert.Contains("environment=production&range=24h", address.Href, StringComparison.Ordinal);
        Assert.Equal($"/runs/{Steps.Key(1)}", new RunAddress(Steps.Key(1), null).Href);
    }

    [Fact]
    public void An_address_does_not_grow_with_what_is_closed()
    {
        var many = Enumerable.Range(0, 5000).Select(static i => $"{i:x16}");

        Assert.True(new RunAddress(Steps.Key(1), null).WithClosed(many).Href.Length < 600);
    }

    [Fact]
    public void The_foot_says_whether_all_is_here_and_what_was_cut()
    {
        RunCuts Cut(params Guid[] steps) => new(steps.ToDictionary(static key => key, static _ => 2L), true);

        Assert.Equal("Complete: 13 of 13 steps, nothing cut.", RunCompleteness.Of(13, 13, RunCuts.None));
        Assert.Equal("Complete: 1 of 1 step, nothing cut.", RunCompleteness.Of(1, 0, RunCuts.None));
        Assert.Equal("9 of 13 steps: 4 are still being stored, nothing cut.", RunCompleteness.Of(9, 13, RunCuts.None));
        Assert.Equal(
            "Complete: 2 of 2 steps. Too long or too many, and cut when they came: 2 parts of 1 step, each marked “cut”.",
            RunCompleteness.Of(2, 2, Cut(Steps.Key(1)))
        );
        Assert.Equal(
            "Complete: 2 of 2 steps. Too long or too many, and cut when they came: 2 parts of log records of the run.",
            RunCompleteness.Of(2, 2, Cut(Guid.Empty))
        );
        Assert.Equal(
            "Complete: 2 of 2 steps. Whether its content was cut stands on each step.",
            RunCompleteness.Of(2, 2, RunCuts.None with { Counted = false })
        );
    }

    private IEnumerable<int> Numbers() =>
        trace.Visible.Select(static node =>
            int.Parse(node.Step.Id[1..], System.Globalization.CultureInfo.InvariantCulture)
        );
}
