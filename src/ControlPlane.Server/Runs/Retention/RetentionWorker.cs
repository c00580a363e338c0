using Microsoft.Extensions.Options;
using Npgsql;

namespace ControlPlane.Server.Runs.Retention;

/// <summary>The loop of <see cref="CleanUpRuns"/>.</summary>
internal sealed class RetentionWorker(
    CleanUpRuns cleanUp,
    IOptions<RunOptions> options,
    TimeProvider time,
    ILogger<RetentionWorker> log
) : BackgroundService
{
    // A server that is restarted often cleans up, too.
    private static readonly TimeSpan FirstAfter = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var every = options.Value.CleanUpEvery;
        using var timer = new PeriodicTimer(every < FirstAfter ? every : FirstAfter, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await CleanUpAsync(stoppingToken);
                timer.Period = every;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task CleanUpAsync(CancellationToken cancellation)
    {
        try
        {
            await cleanUp.RunAsync(cancellation);
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException)
        {
            log.LogWarning(failure, "Old runs could not be deleted; trying again");
        }
    }
}
