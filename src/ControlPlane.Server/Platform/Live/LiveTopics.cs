namespace ControlPlane.Server.Platform.Live;

/// <param name="IsLive">False while the connection that hears of changes is lost.</param>
/// <param name="Lag">From the last change that was announced to its being heard here; null before the first.</param>
internal sealed record Hearing(bool IsLive, TimeSpan? Lag);

/// <summary>Who on this server watches which topic, and the version of each watched topic that was last seen.</summary>
internal sealed class LiveTopics(TimeProvider time, ILogger<LiveTopics> logger)
{
    // A page that is built in advance leaves before its live version arrives; what it read is kept that long.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly ILogger log = logger;
    private readonly Lock gate = new();
    private readonly Dictionary<string, Watched> watched = new(StringComparer.Ordinal);

    /// <summary>Raised when <see cref="Hearing"/> is another.</summary>
    public event Action? HearingChanged;

    /// <summary>Whether this server hears of changes, for the word that every page bears.</summary>
    public Hearing Hearing { get; private set; } = new(true, null);

    /// <summary>Raised with a topic's name when nobody has watched it for a while.</summary>
    public event Action<string>? Abandoned;

    /// <summary>Names of all topics that somebody watches or watched a moment ago.</summary>
    public IReadOnlyCollection<string> Names
    {
        get
        {
            lock (gate)
            {
                return [.. watched.Keys];
            }
        }
    }

    /// <summary>
    /// Calls <paramref name="onChanged"/> whenever the topic's version changes, from a thread of the pool and possibly
    /// several times for one change. Dispose the result to stop.
    /// </summary>
    public IDisposable Subscribe(string topic, Func<Task> onChanged)
    {
        var subscription = new Subscription(this, topic, onChanged);
        lock (gate)
        {
            if (!watched.TryGetValue(topic, out var entry))
            {
                watched[topic] = entry = new();
            }

            entry.Subscriptions.Add(subscription);
        }

        return subscription;
    }

    /// <inheritdoc cref="Subscribe(string, Func{Task})"/>
    public IDisposable Subscribe(string topic, Action onChanged) =>
        Subscribe(
            topic,
            () =>
            {
                onChanged();
                return Task.CompletedTask;
            }
        );

    public bool IsWatched(string topic)
    {
        lock (gate)
        {
            return watched.ContainsKey(topic);
        }
    }

    /// <summary>The version last seen; null if nobody watches the topic or it has not been compared yet.</summary>
    public long? VersionOf(string topic)
    {
        lock (gate)
        {
            return watched.TryGetValue(topic, out var entry) ? entry.Version : null;
        }
    }

    /// <summary>Remembers the version a reader starts from, unless a comparison was faster.</summary>
    public void StartFrom(string topic, long version)
    {
        lock (gate)
        {
            if (watched.TryGetValue(topic, out var entry))
            {
                entry.Version ??= version;
            }
        }
    }

    /// <summary>
    /// Takes what the table says of the topics and tells the subscribers of those that changed. A topic that is not in
    /// the table was never announced, or was pruned, which is no change.
    /// </summary>
    public void Apply(IReadOnlyCollection<string> compared, IReadOnlyDictionary<string, TopicVersion> versions)
    {
        var changed = new List<Subscription>();
        TimeSpan? lag = null;
        lock (gate)
        {
            foreach (var topic in compared)
            {
                if (!watched.TryGetValue(topic, out var entry))
                {
                    continue;
                }

                var found = versions.GetValueOrDefault(topic);
                var version = found?.Version ?? entry.Version ?? 0;
                if (entry.Version != version)
                {
                    // What is compared for the first time may have been announced long ago.
                    lag = entry.Version is null || lag > found?.Age ? lag : found?.Age;
                    entry.Version = version;
                    changed.AddRange(entry.Subscriptions);
                }
            }
        }

        Say(new(true, lag ?? Hearing.Lag));
        foreach (var subscription in changed)
        {
            _ = Task.Run(subscription.TellAsync);
        }
    }

    /// <summary>Nothing is heard until the next <see cref="Apply"/>.</summary>
    public void Lose() => Say(Hearing with { IsLive = false });

    private void Say(Hearing now)
    {
        if (Hearing != now)
        {
            Hearing = now;
            HearingChanged?.Invoke();
        }
    }

    /// <summary>Forgets the topics that nobody has watched for a while.</summary>
    public void Sweep()
    {
        string[] left;
        lock (gate)
        {
            left =
            [
                .. watched
                    .Where(pair =>
                        pair.Value.Subscriptions.Count == 0 && time.GetElapsedTime(pair.Value.LeftAt) >= Grace
                    )
                    .Select(static pair => pair.Key),
            ];
            foreach (var topic in left)
            {
                watched.Remove(topic);
            }
        }

        foreach (var topic in left)
        {
            Abandoned?.Invoke(topic);
        }
    }

    private void Remove(Subscription subscription)
    {
        lock (gate)
        {
            if (watched.TryGetValue(subscription.Topic, out var entry) && entry.Subscriptions.Remove(subscription))
            {
                entry.LeftAt = time.GetTimestamp();
            }
        }
    }

    private sealed class Watched
    {
        public long? Version { get; set; }

        public long LeftAt { get; set; }

        public List<Subscription> Subscriptions { get; } = [];
    }

    private sealed class Subscription(LiveTopics owner, string topic, Func<Task> onChanged) : IDisposable
    {
        private volatile bool disposed;

        public string Topic => topic;

        public async Task TellAsync()
        {
            if (disposed)
            {
                return;
            }

            try
            {
                await onChanged();
            }
#pragma warning disable CA1031 // one failing page must not keep the others from hearing
            catch (Exception failure)
#pragma warning restore CA1031
            {
                owner.log.LogError(failure, "A subscriber of {Topic} failed", topic);
            }
        }

        public void Dispose()
        {
            disposed = true;
            owner.Remove(this);
        }
    }
}
