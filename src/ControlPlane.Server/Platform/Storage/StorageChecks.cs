using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace ControlPlane.Server.Platform.Storage;

/// <summary>Ready only when the app's own connections reach the database and may write.</summary>
internal sealed class DatabaseCheck(NpgsqlDataSource source) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            await using var command = source.CreateCommand("SHOW transaction_read_only"); // also "on" on a standby
            return await command.ExecuteScalarAsync(cancellationToken) is "off"
                ? HealthCheckResult.Healthy("PostgreSQL answers.")
                : HealthCheckResult.Unhealthy("PostgreSQL takes no writes.");
        }
        catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("PostgreSQL does not answer.");
        }
    }
}

/// <summary>Ready only when the schema is this server's.</summary>
internal sealed class MigrationsCheck(IDbContextFactory<ControlPlaneDb> databases) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            var known = database.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
            var applied = await database.Database.GetAppliedMigrationsAsync(cancellationToken);
            var appliedHere = applied.Count(known.Remove);
            return (known.Count, applied.Count() - appliedHere) switch
            {
                (> 0, _) => HealthCheckResult.Unhealthy($"{known.Count} migrations are not applied."),
                (_, > 0) => HealthCheckResult.Degraded("The database was migrated by a newer server."),
                _ => HealthCheckResult.Healthy($"All {appliedHere} migrations are applied."),
            };
        }
        catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The migrations cannot be read.");
        }
    }
}

/// <summary>Notes how far the app is kept apart from the owner of its tables.</summary>
internal sealed class RolesCheck(DatabaseRoles roles) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            roles.AreApart is true
                ? HealthCheckResult.Healthy(
                    $"The app works as {DatabaseRoles.App}. It takes that role on by itself, so the audit log is not protected from whoever has the owner's connection string."
                )
                : HealthCheckResult.Degraded(
                    $"The app works as the owner of its tables, because the database user may not make the role {DatabaseRoles.App}: the audit log is not protected from the app."
                )
        );
}

/// <summary>Warns before the disk of the server's own PostgreSQL is full.</summary>
internal sealed class DiskSpaceCheck(DatabaseServer server) : IHealthCheck
{
    private const long Mebibyte = 1 << 20;
    private const long LowMebibytes = 2048;
    private const long LeastMebibytes = 256;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(server.Folder is { } folder ? Judge(FreeMebibytes(folder)) : NotHere);

    public static HealthCheckResult Judge(long freeMebibytes) =>
        freeMebibytes switch
        {
            < LeastMebibytes => HealthCheckResult.Unhealthy($"Only {freeMebibytes} MiB are free in the data folder."),
            < LowMebibytes => HealthCheckResult.Degraded($"Only {freeMebibytes} MiB are free in the data folder."),
            _ => HealthCheckResult.Healthy($"{freeMebibytes} MiB are free in the data folder."),
        };

    private static HealthCheckResult NotHere =>
        HealthCheckResult.Healthy("The data is kept by a PostgreSQL elsewhere, which watches its own disk.");

    private static long FreeMebibytes(string folder) => new DriveInfo(folder).AvailableFreeSpace / Mebibyte;
}
