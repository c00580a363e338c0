using ControlPlane.Domain.Runs;
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
    public void Filters_stand_in_the_address()
    {
        var query = new RunListQuery
        {
            Agent = "refund desk",
            Status = "failed",
            Session = "a&b",
            Range = "1h",
        };

        Assert.Equal("/runs?agent=refund%20desk&status=failed&session=a%26b&range=1h", query.Href);
        Assert.Equal("/runs", new RunListQuery().Href);
    }

    [Fact]
    public void A_filter_asks_for_what_its_address_says()
    {
        var now = Steps.Start;

        var filter = new RunListQuery
        {
            Status = "Failed",
            Session = " s1 ",
            Range = "24h",
        }.ToFilter(now);
        var nonsense = new RunListQuery { Status = "purple", Range = "soon" }.ToFilter(now);

        Assert.Equal(RunStatus.Failed, filter.Status);
        Assert.Equal("s1", filter.SessionId);
        Assert.Equal(now.AddDays(-1), filter.From);
        Assert.Null(nonsense.Status);
        Assert.Null(nonsense.From);
    }
}
