using ControlPlane.Domain.Redaction;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ControlPlane.Server.Redaction;

/// <summary>
/// The patterns in force on this server. Immutable sets are swapped whole, so a reader keeps the one it began with.
/// Another server's change is heard of through its topic.
/// </summary>
internal sealed class CurrentRedaction(
    IDbContextFactory<ControlPlaneDb> databases,
    LiveTopics topics,
    TimeProvider time,
    ILogger<CurrentRedaction> log
) : IDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly CancellationTokenSource ended = new();
    private readonly PatternCounts counts = new();
    private volatile RedactionPatterns patterns = RedactionPatterns.None;
    private IDisposable? subscription;

    public RedactionPatterns Patterns => patterns;

    /// <summary>Reads the patterns once and from then on whenever they change. Before the first request is taken.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await ReloadAsync(cancellation);
        subscription = topics.Subscribe(RedactionTopics.Patterns, ReloadUntilDoneAsync);
    }

    public async Task ReloadAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellation);
            var stored = await database
                .Set<StoredPattern>()
                .AsNoTracking()
                .Where(static pattern => pattern.Enabled)
                .OrderBy(static pattern => pattern.CreatedAt)
                .ToArrayAsync(cancellation);
            patterns = new(stored.Where(IsUsable).Select(static pattern => pattern.ToPattern()), counts);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Stores how often the patterns found something. What could not be stored is kept for the next time.</summary>
    public async Task StoreCountsAsync(CancellationToken cancellation)
    {
        var taken = counts.Take();
        var stored = 0;
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellation);
            var now = time.GetUtcNow();
            for (; stored < taken.Count; stored++)
            {
                var (id, found) = taken[stored];
                await database
                    .Set<StoredPattern>()
                    .Where(pattern => pattern.Id == id)
                    .ExecuteUpdateAsync(
                        set =>
                            set.SetProperty(static pattern => pattern.Found, pattern => pattern.Found + found)
                                .SetProperty(static pattern => pattern.LastFoundAt, now),
                        cancellation
                    );
            }
        }
        finally
        {
            foreach (var (id, found) in taken.Skip(stored))
            {
                counts.Add(id, found);
            }
        }
    }

    public void Dispose()
    {
        subscription?.Dispose();
        ended.Cancel();
        ended.Dispose();
        turn.Dispose();
    }

    // Old patterns stay in force until the new ones are read: nothing is stored unredacted because of a lost database.
    private async Task ReloadUntilDoneAsync()
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                await ReloadAsync(ended.Token);
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException or TimeoutException)
            {
                log.LogWarning(failure, "The redaction patterns could not be read, trying again");
                await Task.Delay(Retry, time, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return; // the server stops
            }
        }
    }

    // What was stored was checked; a row written past this product must not keep the others from working.
    private bool IsUsable(StoredPattern pattern)
    {
        if (RedactionPattern.Problem(pattern.Expression) is not { } problem)
        {
            return true;
        }

        log.LogError("The redaction pattern {Pattern} is not in force: {Problem}", pattern.Name, problem);
        return false;
    }
}
