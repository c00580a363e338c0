using System.Collections.Concurrent;
using Npgsql;

namespace ControlPlane.Server.Platform.Live;

/// <summary>
/// What pages have read of a topic, shared among all pages of this server: read once a version, however many pages ask
/// at once. The values must be immutable.
/// </summary>
internal sealed class SharedSnapshots
{
    private const int Limit = 500;

    private readonly ConcurrentDictionary<(string Topic, string Key), Snapshot> snapshots = new();
    private readonly NpgsqlDataSource database;
    private readonly LiveTopics topics;
    private readonly TimeProvider time;

    public SharedSnapshots(NpgsqlDataSource database, LiveTopics topics, TimeProvider time)
    {
        (this.database, this.topics, this.time) = (database, topics, time);
        topics.Abandoned += Forget;
    }

    public int Count => snapshots.Count;

    /// <param name="key">What is read of the topic: the query with its arguments.</param>
    /// <param name="read">Runs at most once a version; it is not cancelled when one of several callers leaves.</param>
    public async Task<T> GetAsync<T>(
        string topic,
        string key,
        Func<CancellationToken, Task<T>> read,
        CancellationToken cancellation
    )
        where T : notnull
    {
        // Without a subscription nobody would notice that the snapshot grows old.
        if (!topics.IsWatched(topic))
        {
            return await read(cancellation);
        }

        var version = topics.VersionOf(topic) ?? await FindVersionAsync(topic, cancellation);
        var fresh = new Snapshot<T>(version, time.GetTimestamp(), read);
        var held = snapshots.AddOrUpdate(
            (topic, key),
            static (_, added) => added,
            static (_, present, added) => present is Snapshot<T> && present.Version == added.Version ? present : added,
            fresh
        );
        if (ReferenceEquals(held, fresh))
        {
            DropOldest();
        }

        try
        {
            return await ((Snapshot<T>)held).Value.WaitAsync(cancellation);
        }
        catch when (held.HasFailed)
        {
            snapshots.TryRemove(new((topic, key), held)); // the next one who asks reads again
            throw;
        }
    }

    /// <summary>What <see cref="GetAsync"/> would give at once because it is already here and current.</summary>
    public T? Peek<T>(string topic, string key)
        where T : notnull =>
        snapshots.TryGetValue((topic, key), out var held)
        && held is Snapshot<T> { Value.IsCompletedSuccessfully: true } snapshot
        && snapshot.Version == topics.VersionOf(topic)
            ? snapshot.Value.GetAwaiter().GetResult()
            : default;

    // Reading the version before the data: a change in between is seen as one more change, never missed.
    private async Task<long> FindVersionAsync(string topic, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var versions = await TopicStore.ReadAsync(connection, [topic], cancellation);
        var version = versions.GetValueOrDefault(topic)?.Version ?? 0;
        topics.StartFrom(topic, version);
        return topics.VersionOf(topic) ?? version;
    }

    private void Forget(string topic)
    {
        foreach (var key in snapshots.Keys.Where(key => key.Topic == topic))
        {
            snapshots.TryRemove(key, out _);
        }
    }

    private void DropOldest()
    {
        var excess = snapshots.Count - Limit;
        if (excess > 0)
        {
            foreach (var (key, _) in snapshots.OrderBy(static pair => pair.Value.MadeAt).Take(excess + (Limit / 10)))
            {
                snapshots.TryRemove(key, out _);
            }
        }
    }

    private abstract class Snapshot(long version, long madeAt)
    {
        public long Version => version;

        public long MadeAt => madeAt;

        public abstract bool HasFailed { get; }
    }

    private sealed class Snapshot<T>(long version, long madeAt, Func<CancellationToken, Task<T>> read)
        : Snapshot(version, madeAt)
    {
        private readonly Lazy<Task<T>> value = new(async () => await read(CancellationToken.None));

        public Task<T> Value => value.Value;

        public override bool HasFailed => value.IsValueCreated && value.Value.IsFaulted;
    }
}
