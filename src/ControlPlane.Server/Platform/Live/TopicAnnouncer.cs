using Npgsql;

namespace ControlPlane.Server.Platform.Live;

/// <summary>
/// Tells every server that topics changed. Announcements are gathered for a moment and written by one loop on one
/// connection: a notification inside each busy transaction would make their commits wait for one another.
/// </summary>
internal sealed class TopicAnnouncer(NpgsqlDataSource database, TimeProvider time, ILogger<TopicAnnouncer> log)
    : BackgroundService
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PruneEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan PruneAge = TimeSpan.FromDays(7);

    private readonly Lock gate = new();
    private readonly SemaphoreSlim wake = new(0, 1);
    private HashSet<string> pending = new(StringComparer.Ordinal);
    private bool sending;
    private long lastPrune = time.GetTimestamp();

    /// <summary>Everything announced so far was sent.</summary>
    public bool IsIdle
    {
        get
        {
            lock (gate)
            {
                return pending.Count == 0 && !sending;
            }
        }
    }

    /// <summary>Says that a topic changed. Call it after the change was committed; it returns at once.</summary>
    public void Announce(string topic)
    {
        CheckName(topic);
        lock (gate)
        {
            if (pending.Add(topic) && pending.Count == 1)
            {
                wake.Release();
            }
        }
    }

    /// <summary>
    /// Announces inside the caller's transaction, for the few changes whose commit must carry the notification.
    /// </summary>
    public static Task AnnounceInAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<string> topics,
        CancellationToken cancellation
    )
    {
        foreach (var topic in topics)
        {
            CheckName(topic);
        }

        return TopicStore.AnnounceAsync(connection, topics, cancellation);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(FlushLimit);
        await TryFlushAsync(limit.Token);
    }

    public override void Dispose()
    {
        wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = Gather;
        try
        {
            while (true)
            {
                await wake.WaitAsync(stoppingToken);
                await Task.Delay(pause, time, stoppingToken);
                pause = await TryFlushAsync(stoppingToken) ? Gather : Longer(pause);
            }
        }
        catch (OperationCanceledException)
        {
            // StopAsync sends what is left.
        }
    }

    private async Task<bool> TryFlushAsync(CancellationToken cancellation)
    {
        HashSet<string> taken;
        lock (gate)
        {
            (taken, pending) = (pending, new(StringComparer.Ordinal));
            sending = taken.Count > 0;
        }

        if (taken.Count == 0)
        {
            return true;
        }

        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await TopicStore.AnnounceAsync(connection, taken, cancellation);
            await PruneIfDueAsync(connection, cancellation);
            Sent(putBack: []);
            return true;
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            Sent(putBack: taken);
            log.LogWarning(failure, "{Topics} topics could not be announced, they are kept", taken.Count);
            return false;
        }
    }

    private async Task PruneIfDueAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (time.GetElapsedTime(lastPrune) >= PruneEvery)
        {
            lastPrune = time.GetTimestamp();
            await TopicStore.PruneAsync(connection, PruneAge, cancellation);
        }
    }

    private void Sent(HashSet<string> putBack)
    {
        lock (gate)
        {
            sending = false;
            if (putBack.Count > 0 && pending.Count == 0)
            {
                wake.Release();
            }

            pending.UnionWith(putBack);
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    private static void CheckName(string topic)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(topic);
        if (topic.Length > TopicStore.MaxNameLength || topic.Contains('\n', StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"A topic's name is one line of at most {TopicStore.MaxNameLength} characters.",
                nameof(topic)
            );
        }
    }
}
