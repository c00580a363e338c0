using ControlPlane.Server.Platform.Storage;
using ControlPlane.Server.Prices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

[assembly: AssemblyFixture(typeof(ControlPlane.Server.Tests.Platform.TestPostgres))]

namespace ControlPlane.Server.Tests.Platform;

/// <summary>
/// One PostgreSQL for the whole test run; a database a server. No test looks at what a failure of the machine leaves, and
/// what dies with a process is tested on a PostgreSQL of the server's own, so this one is not made to survive one.
/// </summary>
public sealed class TestPostgres : IAsyncLifetime
{
    private const string Prepared = "prepared";

    private static readonly string[] Settings =
    [
        "max_connections=300",
        "fsync=off",
        "full_page_writes=off",
        "autovacuum=off", // it would go round hundreds of databases that live for seconds
        "checkpoint_timeout=1h",
        "max_wal_size=8GB",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("controlplane-tests-").FullName;
    private readonly SemaphoreSlim oneAtATime = new(1); // a template may be copied once at a time
    private EmbeddedPostgres? postgres;
    private Lazy<Task>? prepared;
    private int databases;

    public async ValueTask InitializeAsync()
    {
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        postgres = await EmbeddedPostgres.StartAsync(folder, Settings, CancellationToken.None);
        prepared = new(async () => await PrepareAsync(await CreateAsync(Prepared, from: "template1")));
    }

    /// <summary>Makes an empty database and returns its connection string.</summary>
    public Task<string> CreateDatabaseAsync() => CreateAsync(NextName(), from: "template1");

    /// <summary>Makes a database as a first start does; what that takes longest for is done once, not for every test.</summary>
    public async Task<string> CreatePreparedDatabaseAsync()
    {
        await prepared!.Value;
        return await CreateAsync(NextName(), from: Prepared);
    }

    public async ValueTask DisposeAsync()
    {
        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    private string NextName() => $"test_{Interlocked.Increment(ref databases)}";

    private async Task<string> CreateAsync(string name, string from)
    {
        await oneAtATime.WaitAsync();
        try
        {
            await using var connection = new NpgsqlConnection(postgres!.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(
                $"CREATE DATABASE {name} TEMPLATE {from} STRATEGY FILE_COPY",
                connection
            );
            await command.ExecuteNonQueryAsync();
            return postgres.For(name);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>Makes what a first start makes before it applies any setting.</summary>
    internal static async Task PrepareAsync(string database)
    {
        var builder = WebApplication.CreateBuilder([$"--ConnectionStrings:ControlPlane={database};Pooling=false"]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddStorage();
        builder.Services.AddPrices();
        await using var app = builder.Build();
        await app.PrepareStorageAsync();
        await app.PreparePricesAsync();
    }
}
