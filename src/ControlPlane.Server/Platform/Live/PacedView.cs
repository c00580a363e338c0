namespace ControlPlane.Server.Platform.Live;

/// <summary>
/// What time alone makes old, such as silence or what lies within a week: read every half minute while the page is
/// shown, once for all pages that show the same, and when its topic changes if it has one. Dispose it with the
/// component.
/// </summary>
internal sealed class PacedView<T> : IReading, IDisposable
    where T : class
{
    private const string NoTopic = "paced"; // nobody announces it
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private readonly LiveView<T> view;
    private readonly LivePages live;
    private readonly TimeProvider time;
    private readonly Func<Func<Task>, Task> invoke;
    private readonly Action changed;
    private readonly ITimer timer;
    private Source? source;
    private bool closed;

    public PacedView(LivePages live, TimeProvider time, Func<Func<Task>, Task> invoke, Action changed)
    {
        (this.live, this.time, this.invoke, this.changed) = (live, time, invoke, changed);
        view = live.View<T>(invoke, changed);
        timer = time.CreateTimer(_ => _ = TickAsync(), null, Every, Every);
    }

    private sealed record Source(string Topic, string Key, Func<DateTimeOffset, CancellationToken, Task<T>> Read);

    public T? Value => view.Value;

    public bool HasValue => view.HasValue;

    public Exception? Error => view.Error;

    public bool TriesAgain => true;

    /// <summary>Shows what is too dear to be read at every change.</summary>
    /// <param name="key">Names the query with its arguments: pages with equal keys share what is read.</param>
    public Task OpenAsync(string key, Func<CancellationToken, Task<T>> read)
    {
        var same = source?.Key == key;
        source = new(NoTopic, key, (_, cancellation) => read(cancellation));
        return OpenAsync(keep: same);
    }

    /// <summary>Shows what is read at every change of a topic as well, and the former until the new one is read.</summary>
    /// <param name="key">Names the query with its arguments: pages with equal keys share what is read.</param>
    /// <param name="read">Is told the moment to read for, in whole half minutes, so that pages share it.</param>
    public Task OpenAsync(string topic, string key, Func<DateTimeOffset, CancellationToken, Task<T>> read)
    {
        source = new(topic, key, read);
        return OpenAsync(keep: true);
    }

    public Task ReloadAsync() => view.ReloadAsync();

    public void Dispose()
    {
        closed = true;
        timer.Dispose();
        view.Dispose();
    }

    private Task OpenAsync(bool keep)
    {
        if (source is not { } from)
        {
            return Task.CompletedTask;
        }

        var now = time.GetUtcNow();
        var moment = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % Every.Ticks), TimeSpan.Zero);
        return view.OpenAsync(
            from.Topic,
            $"{from.Key}:{moment.UtcTicks}",
            cancellation => from.Read(moment, cancellation),
            keep
        );
    }

    private async Task TickAsync()
    {
        try
        {
            await invoke(async () =>
            {
                if (!closed && live.IsVisible)
                {
                    await OpenAsync(keep: true);
                    changed();
                }
            });
        }
        catch (ObjectDisposedException)
        {
            // The page was closed meanwhile.
        }
    }
}
