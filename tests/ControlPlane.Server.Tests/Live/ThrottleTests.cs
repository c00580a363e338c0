using ControlPlane.Server.Platform.Live;

namespace ControlPlane.Server.Tests.Live;

public sealed class ThrottleTests
{
    private readonly FakeTime time = new();
    private int runs;

    [Fact]
    public void A_burst_renders_at_most_four_times_a_second_and_once_after_the_last_request()
    {
        using var throttle = new Throttle(time, TimeSpan.FromMilliseconds(250), Count);

        for (var i = 0; i < 990; i++)
        {
            throttle.Request();
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(4, runs);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(5, runs);
    }

    [Fact]
    public void The_first_request_after_a_quiet_time_runs_at_once()
    {
        using var throttle = new Throttle(time, TimeSpan.FromMilliseconds(250), Count);
        time.Advance(TimeSpan.FromMinutes(1));

        throttle.Request();
        time.Advance(TimeSpan.Zero);

        Assert.Equal(1, runs);
    }

    [Fact]
    public void A_request_during_a_run_is_served_after_it_and_never_beside_it()
    {
        var gate = new TaskCompletionSource();
        using var throttle = new Throttle(
            time,
            TimeSpan.FromMilliseconds(250),
            () =>
            {
                runs++;
                return gate.Task;
            }
        );
        throttle.Request();
        time.Advance(TimeSpan.Zero);

        throttle.Request();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, runs);

        gate.SetResult();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, runs);
    }

    [Fact]
    public void A_disposed_throttle_runs_nothing_more()
    {
        var throttle = new Throttle(time, TimeSpan.FromMilliseconds(250), Count);
        throttle.Request();
        throttle.Dispose();
        throttle.Request();

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, runs);
    }

    private Task Count()
    {
        runs++;
        return Task.CompletedTask;
    }
}
