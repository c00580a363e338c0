using Microsoft.Extensions.Options;
using Npgsql;

namespace ControlPlane.Server.Runs;

/// <summary>The loop of <see cref="LoseSilentRuns"/>.</summary>
internal sealed class RunWorker(
    LoseSilentRuns loseSilentRuns,
    IOptions<RunOptions> options,
    TimeProvider time,
    ILogger<RunWorker> log
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SweepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task SweepAsync(CancellationToken cancellation)
    {
        try
        {
            await loseSilentRuns.RunAsync(cancellation);
        }
        catch (NpgsqlException failure)
        {
            log.LogWarning(failure, "Silent runs could not be looked for; trying again");
        }
    }
}
