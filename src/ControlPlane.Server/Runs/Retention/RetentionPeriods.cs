using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Platform.Storage;
using ControlPlane.Server.Runs.Recording;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ControlPlane.Server.Runs.Retention;

/// <summary>The periods in force on this server. Another server's change is heard of through its topic.</summary>
internal sealed class RetentionPeriods(
    IDbContextFactory<ControlPlaneDb> databases,
    StepPartitions partitions,
    LiveTopics topics,
    ILogger<RetentionPeriods> log
) : IDisposable
{
    public const string Topic = "retention";

    private volatile IReadOnlyDictionary<string, int> days = new Dictionary<string, int>();
    private IDisposable? subscription;

    public TimeSpan Of(string environmentClass) => TimeSpan.FromDays(DaysOf(environmentClass));

    public int DaysOf(string environmentClass) =>
        days.TryGetValue(environmentClass, out var chosen) ? chosen : RetentionPeriod.UsualDays(environmentClass);

    /// <summary>Reads the periods once and from then on whenever they change. Before the first request is taken.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await ReloadAsync(cancellation);
        subscription = topics.Subscribe(Topic, TryReloadAsync);
    }

    public async Task ReloadAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        days = await database
            .Set<RetentionPeriod>()
            .ToDictionaryAsync(static period => period.Class, static period => period.Days, cancellation);
        partitions.Forget(); // a longer period opens days again whose partitions were dropped
    }

    public void Dispose() => subscription?.Dispose();

    private async Task TryReloadAsync()
    {
        try
        {
            await ReloadAsync(CancellationToken.None);
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException or TimeoutException)
        {
            log.LogWarning(failure, "The retention periods could not be read; those known stay in force");
        }
    }
}
