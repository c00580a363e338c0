using ControlPlane.Server.Platform.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace ControlPlane.Server.Platform.Storage;

/// <summary>Brings the schema and the roles up to date. Servers that start at once do so one after the other.</summary>
internal sealed class DatabaseMigration(
    OwnerDataSource owner,
    DatabaseRoles roles,
    ILoggerFactory logs,
    ILogger<DatabaseMigration> log
)
{
    private const long LockKey = 0x43_50_4D_49_47; // "CPMIG"

    public async Task ApplyAsync(CancellationToken cancellation)
    {
        await using var holder = await owner.Source.OpenConnectionAsync(cancellation);
        await ExecuteAsync(holder, $"SELECT pg_advisory_lock({LockKey})", cancellation);
        try
        {
            await roles.PrepareAsync(cancellation);
            await MigrateAsync(cancellation);
            await roles.GrantAsync(cancellation);
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StartException(
                $"The database user of ConnectionStrings__ControlPlane may not set up the schema: {refusal.MessageText}. Make it the owner of the database.",
                refusal
            );
        }
        finally
        {
            await ExecuteAsync(holder, $"SELECT pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    private async Task MigrateAsync(CancellationToken cancellation)
    {
        var options = new DbContextOptionsBuilder<ControlPlaneDb>()
            .UseNpgsql(owner.Source)
            .UseLoggerFactory(logs)
            // On an empty database EF Core asks a table that is not there yet; a real failure is thrown anyway.
            .ConfigureWarnings(static events => events.Log((RelationalEventId.CommandError, LogLevel.Debug)));
        await using var database = new ControlPlaneDb(options.Options);
        var pending = await database.Database.GetPendingMigrationsAsync(cancellation);
        if (!pending.Any())
        {
            return; // EF Core would compare whole models to find that out, which a start need not wait for
        }

        foreach (var migration in pending)
        {
            log.LogInformation("Applying migration {Migration}", migration);
        }

        await database.Database.MigrateAsync(cancellation);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
