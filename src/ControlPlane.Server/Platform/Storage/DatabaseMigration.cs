using System.Reflection;
using ControlPlane.Server.Platform.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Migrations;
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
    private const string History = "\"__EFMigrationsHistory\"";

    public async Task ApplyAsync(CancellationToken cancellation)
    {
        await using var holder = await owner.Source.OpenConnectionAsync(cancellation);
        await ExecuteAsync(holder, $"SELECT pg_advisory_lock({LockKey})", cancellation);
        try
        {
            await roles.PrepareAsync(cancellation);
            await MigrateAsync(holder, cancellation);
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

    private async Task MigrateAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var applied = await AppliedAsync(connection, cancellation);
        if (Known().All(applied.Contains))
        {
            return; // EF Core would build its whole model to find that out, which a start need not wait for
        }

        var options = new DbContextOptionsBuilder<ControlPlaneDb>()
            .UseNpgsql(owner.Source)
            .UseLoggerFactory(logs)
            // On an empty database EF Core asks a table that is not there yet; a real failure is thrown anyway.
            .ConfigureWarnings(static events => events.Log((RelationalEventId.CommandError, LogLevel.Debug)));
        await using var database = new ControlPlaneDb(options.Options);
        foreach (
            var migration in Known().Where(migration => !applied.Contains(migration)).Order(StringComparer.Ordinal)
        )
        {
            log.LogInformation("Applying migration {Migration}", migration);
        }

        await database.Database.MigrateAsync(cancellation);
    }

    private static IEnumerable<string> Known() =>
        typeof(ControlPlaneDb)
            .Assembly.GetTypes()
            .Where(static type => type.IsSubclassOf(typeof(Migration)))
            .Select(static type => type.GetCustomAttribute<MigrationAttribute>()!.Id);

    private static async Task<HashSet<string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var applied = new HashSet<string>(StringComparer.Ordinal);
        await using (var exists = new NpgsqlCommand($"SELECT to_regclass('{History}') IS NOT NULL", connection))
        {
            if (await exists.ExecuteScalarAsync(cancellation) is not true)
            {
                return applied;
            }
        }

        await using var read = new NpgsqlCommand($"SELECT \"MigrationId\" FROM {History}", connection);
        await using var rows = await read.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            applied.Add(rows.GetString(0));
        }

        return applied;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
