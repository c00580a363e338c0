namespace ControlPlane.Server.Platform.Live;

/// <summary>
/// What is too dear to be read at every change: read every half minute while the page is shown, once for all pages that
/// show the same. Dispose it with the component.
/// </summary>
internal sealed class PacedView<T> : IReading, IDisposable
    where T : class
{
    private const string Topic = "paced"; // nobody announces it: only time makes what was read old
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private readonly LiveView<T> view;
    private readonly LivePages live;
    private readonly TimeProvider time;
    private readonly Func<Func<Task>, Task> invoke;
    private readonly Action changed;
    private readonly ITimer timer;
    private (string Key, Func<CancellationToken, Task<T>> Read)? source;
    private bool closed;

    public PacedView(LivePages live, TimeProvider time, Func<Func<Task>, Task> invoke, Action changed)
    {
        (this.live, this.time, this.invoke, this.changed) = (live, time, invoke, changed);
        view = live.View<T>(invoke, changed);
        timer = time.CreateTimer(_ => _ = TickAsync(), null, Every, Every);
    }

    public T? Value => view.Value;

    public Exception? Error => view.Error;

    public bool IsLoading => view.IsLoading;

    public bool HasFailed => view.HasFailed;

    public bool IsStale => view.IsStale;

    public bool TriesAgain => true;

    /// <param name="key">Names the query with its arguments: pages with equal keys share what is read.</param>
    public Task OpenAsync(string key, Func<CancellationToken, Task<T>> read)
    {
        var same = source?.Key == key;
        source = (key, read);
        return OpenAsync(keep: same);
    }

    public Task ReloadAsync() => view.ReloadAsync();

    public void Dispose()
    {
        closed = true;
        timer.Dispose();
        view.Dispose();
    }

    private Task OpenAsync(bool keep) =>
        source is var (key, read)
            ? view.OpenAsync(Topic, $"{key}:{time.GetUtcNow().UtcTicks / Every.Ticks}", read, keep)
            : Task.CompletedTask;

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
