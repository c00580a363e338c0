using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ControlPlane.Server.Platform.Storage;

/// <summary>
/// Brings <see cref="NpgsqlDataSource"/> and EF Core's factory, both working as the app's role. They can be used once
/// <see cref="PrepareStorageAsync"/> is done.
/// </summary>
internal static class StorageFeature
{
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(5);

    public static void AddStorage(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DatabaseServer>();
        builder.Services.AddSingleton<OwnerDataSource>();
        builder.Services.AddSingleton<DatabaseRoles>();
        builder.Services.AddSingleton<DatabaseMigration>();
        builder.Services.AddSingleton(static services =>
            services.GetRequiredService<DatabaseRoles>().CreateAppSource()
        );
        builder.Services.AddDbContextFactory<ControlPlaneDb>(
            static (services, options) => options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>())
        );
        builder
            .Services.AddHealthChecks()
            .AddCheck<DatabaseCheck>("database", timeout: CheckTimeout)
            .AddCheck<MigrationsCheck>("migrations", timeout: CheckTimeout)
            .AddCheck<RolesCheck>("database roles")
            .AddCheck<DiskSpaceCheck>("disk space");
    }

    /// <summary>Starts or reaches PostgreSQL and migrates it.</summary>
    public static async Task PrepareStorageAsync(this WebApplication app)
    {
        // Made before everything that uses it, so that the container disposes of it after all that.
        await app.Services.GetRequiredService<DatabaseServer>().StartAsync(CancellationToken.None);
        await app.Services.GetRequiredService<DatabaseMigration>().ApplyAsync(CancellationToken.None);
    }
}
