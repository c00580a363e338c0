using ControlPlane.Domain.Runs;
using ControlPlane.Server.Runs;
using ControlPlane.Server.Runs.Pages;

namespace ControlPlane.Components.Tests.Runs;

public sealed class RunListTests
{
    private readonly RunListRows rows = new();

    [Fact]
    public void At_the_top_new_runs_appear_by_themselves()
    {
        rows.Take([Steps.Run(number: 1)], follow: true);
        rows.Take([Steps.Run(number: 2), Steps.Run(number: 1)], follow: true);

        Assert.Equal([Steps.Key(2), Steps.Key(1)], rows.Shown.Select(static row => row.Id));
        Assert.Equal(0, rows.Waiting);
    }

    [Fact]
    public void Below_the_top_nothing_moves_and_new_runs_are_counted_until_asked_for()
    {
        rows.Take([Steps.Run(RunStatus.Running, number: 2), Steps.Run(number: 1)], follow: true);

        rows.Take([Steps.Run(number: 4), Steps.Run(number: 3), Steps.Run(RunStatus.Failed, number: 2)], follow: false);

        Assert.Equal([Steps.Key(2), Steps.Key(1)], rows.Shown.Select(static row => row.Id));
        Assert.Equal(RunStatus.Failed, rows.Shown[0].Status);
        Assert.Equal(2, rows.Waiting);

        rows.ShowLatest();
        Assert.Equal([Steps.Key(4), Steps.Key(3), Steps.Key(2)], rows.Shown.Select(static row => row.Id));
        Assert.Equal(0, rows.Waiting);
    }

    [Fact]
    public void Paused_nothing_changes_and_new_runs_are_counted()
    {
        rows.Take([Steps.Run(RunStatus.Running, number: 1)], follow: true);
        rows.Pause(true);

        rows.Take([Steps.Run(number: 3), Steps.Run(number: 2), Steps.Run(number: 1)], follow: true);

        Assert.Equal(RunStatus.Running, Assert.Single(rows.Shown).Status);
        Assert.Equal(2, rows.Waiting);
        rows.Pause(false);
        Assert.Equal(3, rows.Shown.Count);
    }

    [Fact]
    public void What_was_read_below_stays_as_long_as_nothing_is_missing_in_between()
    {
        RunRow At(int second) => Steps.Run(number: second) with { StartedAt = Steps.Start.AddSeconds(second) };
        rows.Take([At(9), At(8)], follow: true, cursor: "8");
        rows.Append([At(7), At(6)], from: "8", next: null);

        rows.Take([At(9), At(8)], follow: true, cursor: "8");
        Assert.Equal([9, 8, 7, 6], Seconds());
        Assert.Null(rows.Cursor);

        rows.Take([At(13), At(12)], follow: true, cursor: "12"); // 11 and 10 were never read
        Assert.Equal([13, 12], Seconds());
        Assert.Equal("12", rows.Cursor);

        IEnumerable<int> Seconds() => rows.Shown.Select(static run => (run.StartedAt - Steps.Start).Seconds);
    }

    [Theory]
    [InlineData("status:failed,lost -agent:billing cost:>0.5 late order")]
    [InlineData("session:\"a b, c\" model:gpt-4o-mini")]
    [InlineData("user:\"say \\\"hi\\\" \\\\ there\"")]
    [InlineData("\"http://x\"")]
    [InlineData("stauts:failed")]
    public void A_filter_is_the_same_after_it_was_written_and_read_again(string line)
    {
        var filter = FilterLine.Parse(line);
        var query = RunListQuery.Of("http://x" + new RunListQuery { Filter = filter }.Href);

        Assert.Equal(line, filter.ToString());
        Assert.Equal(line, query.Filter.ToString());
    }

    [Fact]
    public void The_address_holds_the_whole_view()
    {
        const string address =
            "/runs?filter=agent%3Ax&environment=production&range=24h&sort=-cost&cols=name%2Ccost&peek=00000001-0000-0000-0000-000000000000";

        Assert.Equal(address, RunListQuery.Of("http://x" + address).Href);
        Assert.Equal("/runs", new RunListQuery().Href);
        Assert.Equal("/runs?filter=agent%3A%22refund%20desk%22", RunListQuery.HrefOf("agent", "refund desk"));
        Assert.Equal("/runs?filter=agent%3Ax", RunListQuery.Of("http://x/runs?agent=x").Href);
    }

    [Fact]
    public void A_filter_asks_for_what_its_line_says()
    {
        var now = Steps.Start;

        var criteria = Of("status:done,failed -env:staging cost:>0.5 took:<=2m tokens:>10k late").ToCriteria(now, null);
        var nonsense = RunListQuery.Of("http://x/runs?status=purple&range=soon&from=yesterday");

        Assert.Equal(["succeeded", "failed"], criteria.Status.Any);
        Assert.Equal(["staging"], criteria.Environment.None);
        Assert.Equal("late", criteria.Text);
        Assert.Equal(
            [
                new(RunFigure.Cost, ">", 500_000_000),
                new(RunFigure.Took, "<=", 120_000_000),
                new(RunFigure.Tokens, ">", 10_000),
            ],
            criteria.Bounds
        );
        Assert.Empty(nonsense.ToCriteria(now, null).Status.Any);
        Assert.Null(nonsense.ToCriteria(now, null).From);
        Assert.Equal("“purple” is no status", Assert.Single(nonsense.Faults()).Said);
    }

    [Theory]
    [InlineData("stauts:failed", "status")]
    [InlineData("modell:x", "model")]
    [InlineData("colour:x", null)]
    public void An_unknown_name_is_answered_with_the_one_that_was_meant(string line, string? meant)
    {
        var fault = Assert.Single(Of(line).Faults());

        Assert.Equal(meant, fault.Meant);
        Assert.Equal(line, fault.Term);
    }

    [Theory]
    [InlineData("status:faild", "failed", "status:failed")]
    [InlineData("-status:lots", "lost", "-status:lost")]
    [InlineData("agent:x status:done,helt", "held", "agent:x status:done,held")]
    [InlineData("stauts:failed late", "status", "status:failed late")]
    public void What_was_meant_takes_the_place_of_what_was_typed(string line, string meant, string mended)
    {
        var query = Of(line);
        var fault = Assert.Single(query.Faults());

        Assert.Equal(meant, fault.Meant);
        Assert.Equal(
            FilterLine.Parse(mended).Picked("status"),
            FilterLine.Parse(query.Filter.Mend(fault)).Picked("status"),
            static (one, other) => one.Any.SequenceEqual(other.Any) && one.None.SequenceEqual(other.None)
        );
    }

    [Theory]
    [InlineData("status:bogus", "“bogus” is no status")]
    [InlineData("-status:bogus", "“bogus” is no status")]
    [InlineData("-cost:dear", "“dear” is no cost")]
    [InlineData("took:", "say which took")]
    public void What_means_nothing_is_said(string line, string said) =>
        Assert.Equal(said, Assert.Single(Of(line).Faults()).Said);

    [Theory]
    [InlineData("-cost:>0.5", "<=")]
    [InlineData("-cost:<=0.5", ">")]
    [InlineData("-cost:0.5", "<>")]
    public void A_bound_that_is_excluded_asks_for_the_opposite(string line, string sign)
    {
        Assert.Empty(Of(line).Faults());
        Assert.Equal(
            new RunBound(RunFigure.Cost, sign, 500_000_000),
            Assert.Single(Of(line).ToCriteria(Steps.Start, null).Bounds)
        );
    }

    [Theory]
    [InlineData("/runs?filter=status%3Asucceeded%2CDone%2Cwaiting", "status:done,held")]
    [InlineData("/runs?status=succeeded", "status:done")]
    public void A_status_has_one_word_which_the_screens_use(string address, string line)
    {
        var query = RunListQuery.Of("http://x" + address);

        Assert.Equal(line, query.Filter.ToString());
        Assert.Equal("succeeded", query.ToCriteria(Steps.Start, null).Status.Any[0]);
    }

    [Fact]
    public void Errors_are_asked_for_by_their_type()
    {
        var criteria = Of("error:rate_limit -error:timeout").ToCriteria(Steps.Start, null);

        Assert.Equal(["rate_limit"], criteria.Error.Any);
        Assert.Equal(["timeout"], criteria.Error.None);
    }

    [Fact]
    public void What_the_header_says_is_no_filter_that_could_be_cleared()
    {
        Assert.False(RunListQuery.Of("http://x/runs?environment=production&range=24h").IsFiltered);
        Assert.True(RunListQuery.Of("http://x/runs?filter=late").IsFiltered);
        Assert.True(RunListQuery.Of("http://x/runs?from=2026-11-19").IsFiltered);
    }

    private static RunListQuery Of(string line) => new() { Filter = FilterLine.Parse(line) };
}
