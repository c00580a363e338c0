namespace ControlPlane.Server.Platform.Live;

/// <summary>
/// Runs an action soon after it was asked for, never twice at once and never sooner than an interval after the last
/// time. However often it is asked, it runs once more after the last request.
/// </summary>
internal sealed class Throttle : IDisposable
{
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly TimeSpan interval;
    private readonly Func<Task> action;
    private readonly ITimer timer;
    private long? endedAt;
    private bool scheduled;
    private bool running;
    private bool again;
    private bool disposed;

    /// <param name="action">Must not throw.</param>
    public Throttle(TimeProvider time, TimeSpan interval, Func<Task> action)
    {
        (this.time, this.interval, this.action) = (time, interval, action);
        timer = time.CreateTimer(_ => _ = RunAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Request()
    {
        lock (gate)
        {
            if (running)
            {
                again = true;
            }
            else
            {
                Schedule();
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            timer.Dispose();
        }
    }

    private void Schedule()
    {
        if (scheduled || disposed)
        {
            return;
        }

        scheduled = true;
        var wait = endedAt is { } end ? interval - time.GetElapsedTime(end) : TimeSpan.Zero;
        timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private async Task RunAsync()
    {
        lock (gate)
        {
            if (disposed)
            {
                return;
            }

            (scheduled, running, again) = (false, true, false);
        }

        try
        {
            await action();
        }
        finally
        {
            lock (gate)
            {
                (running, endedAt) = (false, time.GetTimestamp());
                if (again)
                {
                    Schedule();
                }
            }
        }
    }
}
