using Npgsql;

namespace ControlPlane.Server.Redaction;

/// <summary>Stores every few seconds what the patterns found.</summary>
internal sealed class RedactionWorker(CurrentRedaction current, TimeProvider time, ILogger<RedactionWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await StoreAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await StoreAsync(CancellationToken.None); // the server stops
        }
    }

    private async Task StoreAsync(CancellationToken cancellation)
    {
        try
        {
            await current.StoreCountsAsync(cancellation);
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException)
        {
            log.LogWarning(failure, "What the redaction patterns found could not be counted");
        }
    }
}
