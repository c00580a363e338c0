namespace ControlPlane.Server.Platform.Live;

/// <summary>What becomes of what is shown when something else is opened.</summary>
internal enum Former
{
    /// <summary>Nothing is shown until the new one is read.</summary>
    Drop,

    /// <summary>It is shown until the new one is read, and not if that fails: it answers another question.</summary>
    ShowMeanwhile,

    /// <summary>It stays if the new one cannot be read: the question is the same, at another time.</summary>
    Keep,
}

/// <summary>
/// What a page shows of a topic: read once, read again whenever the topic changes, but at most four times a second and
/// not while the page is hidden. A failed read keeps what is shown and is tried again. Everything happens in the
/// component's own context. Dispose it with the component.
/// </summary>
internal sealed class LiveView<T> : IReading, IDisposable
    where T : class
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    private readonly LiveTopics topics;
    private readonly SharedSnapshots snapshots;
    private readonly PageVisibility visibility;
    private readonly ILogger log;
    private readonly Func<Func<Task>, Task> invoke;
    private readonly Action changed;
    private readonly Throttle throttle;
    private readonly ITimer retry;
    private readonly CancellationTokenSource ended = new();
    private Source? source;
    private IDisposable? subscription;
    private int failures;
    private int asked;
    private int answered;
    private bool isFormer;
    private bool stale;

    public LiveView(
        LiveTopics topics,
        SharedSnapshots snapshots,
        PageVisibility visibility,
        TimeProvider time,
        ILogger log,
        Func<Func<Task>, Task> invoke,
        Action changed
    )
    {
        (this.topics, this.snapshots, this.visibility, this.log) = (topics, snapshots, visibility, log);
        (this.invoke, this.changed) = (invoke, changed);
        throttle = new(time, Interval, RefreshInContextAsync);
        retry = time.CreateTimer(_ => throttle.Request(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        visibility.Changed += CatchUp;
    }

    private sealed record Source(string Topic, string Key, Func<CancellationToken, Task<T>> Read);

    public T? Value { get; private set; }

    /// <summary>The key that <see cref="Value"/> was read for: it may be the former one's for a while.</summary>
    public string? ValueOf { get; private set; }

    public bool HasValue => Value is not null;

    public Exception? Error { get; private set; }

    public bool TriesAgain => true;

    /// <summary>Shows something, or something else than before: other filters, another page.</summary>
    /// <param name="key">Names the query with its arguments: pages with equal keys share what is read.</param>
    public async Task OpenAsync(
        string topic,
        string key,
        Func<CancellationToken, Task<T>> read,
        Former former = Former.Drop
    )
    {
        if (source?.Topic == topic && source.Key == key)
        {
            return;
        }

        subscription?.Dispose();
        source = new(topic, key, read);
        subscription = topics.Subscribe(topic, throttle.Request); // before looking, so that no change is missed between
        var present = snapshots.Peek<T>(topic, key);
        (Value, Error, failures) = (present ?? (former == Former.Drop ? null : Value), null, 0);
        ValueOf = present is null ? ValueOf : key;
        isFormer = present is null && former == Former.ShowMeanwhile;
        if (present is null)
        {
            await ReadAsync(source);
        }
    }

    public async Task ReloadAsync()
    {
        if (source is not null)
        {
            await ReadAsync(source);
            changed();
        }
    }

    public void Dispose()
    {
        visibility.Changed -= CatchUp;
        subscription?.Dispose();
        throttle.Dispose();
        retry.Dispose();
        ended.Cancel();
        ended.Dispose();
    }

    private void CatchUp()
    {
        if (visibility.IsVisible && stale)
        {
            throttle.Request();
        }
    }

    private async Task RefreshInContextAsync()
    {
        try
        {
            await invoke(RefreshAsync);
        }
        catch (Exception gone) when (gone is ObjectDisposedException or OperationCanceledException)
        {
            // The page was closed meanwhile.
        }
    }

    private async Task RefreshAsync()
    {
        if (source is null || ended.IsCancellationRequested)
        {
            return;
        }

        stale = !visibility.IsVisible;
        if (!stale)
        {
            await ReadAsync(source);
            changed();
        }
    }

    private async Task ReadAsync(Source from)
    {
        var mine = ++asked;
        try
        {
            var value = await snapshots.GetAsync(from.Topic, from.Key, from.Read, ended.Token);
            if (ReferenceEquals(from, source) && mine > answered) // an earlier answer may come later
            {
                (Value, ValueOf, Error, failures, isFormer, answered) = (value, from.Key, null, 0, false, mine);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The page was closed meanwhile.
        }
#pragma warning disable CA1031 // whatever went wrong, the page shows it and tries again
        catch (Exception failure)
#pragma warning restore CA1031
        {
            log.LogWarning(failure, "What pages show of {Topic} could not be read", from.Topic);
            if (ReferenceEquals(from, source) && mine > answered)
            {
                Error = failure;
                Value = isFormer ? null : Value;
                RetryLater();
            }
        }
    }

    private void RetryLater()
    {
        var wait = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(failures++, 10)));
        retry.Change(wait < LongestRetry ? wait : LongestRetry, Timeout.InfiniteTimeSpan);
    }
}
