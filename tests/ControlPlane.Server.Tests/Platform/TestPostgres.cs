using ControlPlane.Server.Platform.Storage;
using Npgsql;

[assembly: AssemblyFixture(typeof(ControlPlane.Server.Tests.Platform.TestPostgres))]

namespace ControlPlane.Server.Tests.Platform;

/// <summary>One PostgreSQL for the whole test run, with the durable settings the product runs with; a database a server.</summary>
public sealed class TestPostgres : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("controlplane-tests-").FullName;
    private EmbeddedPostgres? postgres;
    private int databases;

    public async ValueTask InitializeAsync()
    {
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        postgres = await EmbeddedPostgres.StartAsync(folder, ["max_connections=300"], CancellationToken.None);
    }

    /// <summary>Makes an empty database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref databases)}";
        await using var connection = new NpgsqlConnection(postgres!.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return postgres.For(name);
    }

    public async ValueTask DisposeAsync()
    {
        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }
}
