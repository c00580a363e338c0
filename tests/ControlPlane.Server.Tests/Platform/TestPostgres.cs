using ControlPlane.Server.Platform.Storage;
using ControlPlane.Server.Prices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

[assembly: AssemblyFixture(typeof(ControlPlane.Server.Tests.Platform.TestPostgres))]

namespace ControlPlane.Server.Tests.Platform;

/// <summary>One PostgreSQL for the whole test run, with the durable settings the product runs with; a database a server.</summary>
public sealed class TestPostgres : IAsyncLifetime
{
    private const string Prepared = "prepared";
    private readonly string folder = Directory.CreateTempSubdirectory("controlplane-tests-").FullName;
    private readonly SemaphoreSlim oneAtATime = new(1); // a template may be copied once at a time
    private EmbeddedPostgres? postgres;
    private int databases;

    public async ValueTask InitializeAsync()
    {
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        postgres = await EmbeddedPostgres.StartAsync(folder, ["max_connections=300"], CancellationToken.None);
        await PrepareAsync(await CreateAsync(Prepared, from: "template1"));
    }

    /// <summary>Makes an empty database and returns its connection string.</summary>
    public Task<string> CreateDatabaseAsync() => CreateAsync(NextName(), from: "template1");

    /// <summary>Makes a database as a first start does; what that takes longest for is done once, not for every test.</summary>
    public Task<string> CreatePreparedDatabaseAsync() => CreateAsync(NextName(), from: Prepared);

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
            await using var command = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE {from}", connection);
            await command.ExecuteNonQueryAsync();
            return postgres.For(name);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private static async Task PrepareAsync(string database)
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
