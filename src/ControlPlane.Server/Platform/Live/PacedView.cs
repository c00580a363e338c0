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
    private readonly PageVisibility visibility;
    private readonly TimeProvider time;
    private readonly Func<Func<Task>, Task> invoke;
    private readonly Action changed;
    private readonly ITimer timer;
    private Source? source;
    private bool closed;

    public PacedView(
        LiveView<T> view,
        PageVisibility visibility,
        TimeProvider time,
        Func<Func<Task>, Task> invoke,
        Action changed
    )
    {
        (this.view, this.visibility, this.time) = (view, visibility, time);
        (this.invoke, this.changed) = (invoke, changed);
        timer = time.CreateTimer(_ => Tick(), null, Every, Every);
        visibility.Changed += Tick; // hidden, it was not read: the moment it was read for may be long over
    }

    private sealed record Source(string Topic, string Key, Func<DateTimeOffset, CancellationToken, Task<T>> Read);

    public T? Value => view.Value;

    public bool HasValue => view.HasValue;

    /// <summary>The key that <see cref="Value"/> was read for: it may be the former one's for a while.</summary>
    public string? ValueOf => view.ValueOf is { } key ? key[..key.LastIndexOf(':')] : null;

    public Exception? Error => view.Error;

    public bool TriesAgain => true;

    /// <summary>Shows what is too dear to be read at every change.</summary>
    /// <param name="key">Names the query with its arguments: pages with equal keys share what is read.</param>
    public Task OpenAsync(string key, Func<CancellationToken, Task<T>> read)
    {
        var former = source?.Key == key ? Former.Keep : Former.Drop;
        source = new(NoTopic, key, (_, cancellation) => read(cancellation));
        return OpenAsync(former);
    }

    /// <summary>Shows what is read at every change of a topic as well, and the former until the new one is read.</summary>
    /// <param name="key">Names the query with its arguments: pages with equal keys share what is read.</param>
    /// <param name="read">Is told the moment to read for, in whole half minutes, so that pages share it.</param>
    public Task OpenAsync(string topic, string key, Func<DateTimeOffset, CancellationToken, Task<T>> read)
    {
        var former = source?.Key == key ? Former.Keep : Former.ShowMeanwhile;
        source = new(topic, key, read);
        return OpenAsync(former);
    }

    public Task ReloadAsync() => view.ReloadAsync();

    public void Dispose()
    {
        closed = true;
        visibility.Changed -= Tick;
        timer.Dispose();
        view.Dispose();
    }

    private Task OpenAsync(Former former)
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
            former
        );
    }

    private void Tick()
    {
        if (visibility.IsVisible)
        {
            _ = RenewAsync();
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            await invoke(async () =>
            {
                if (!closed)
                {
                    await OpenAsync(Former.Keep);
                    changed();
                }
            });
        }
        catch (Exception gone) when (gone is ObjectDisposedException or OperationCanceledException)
        {
            // The page was closed meanwhile.
        }
    }
}
