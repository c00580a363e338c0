using ControlPlane.Server.Platform.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Server.Tests.Platform;

/// <summary>The real server in this process, on a free port of the loopback interface, over a database of its own.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public const string AdminEmail = "administrator@example.test";
    public const string AdminPassword = "correct horse battery";
    public const string AdminToken = "the-admin-token-of-every-test-server";
    public const string IngestKey = "the-ingest-key-of-every-test-server";

    /// <summary>Settings that start a server as an installation does that configures nothing.</summary>
    public static readonly string[] NoBootstrap =
    [
        "Bootstrap:AdminEmail=",
        "Bootstrap:AdminPassword=",
        "Bootstrap:AdminToken=",
        "Bootstrap:IngestKey=",
    ];

    // One for all servers: each would otherwise build the same model, and compile the same queries, again.
    private static readonly ServiceProvider EntityFramework = new ServiceCollection()
        .AddEntityFrameworkNpgsql()
        .BuildServiceProvider();

    private readonly WebApplication app;

    private TestServer(WebApplication app, string connectionString)
    {
        this.app = app;
        ConnectionString = connectionString;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Http = new HttpClient { BaseAddress = new Uri(addresses.First()) };
    }

    public string ConnectionString { get; }

    /// <summary>Sends no token.</summary>
    public HttpClient Http { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>A client that shows this token, and follows no redirect.</summary>
    public HttpClient As(string token)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = Http.BaseAddress,
        };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    /// <param name="connectionString">An existing database, to start a second server on it.</param>
    public static async Task<TestServer> StartAsync(
        TestPostgres postgres,
        string? connectionString = null,
        Action<WebApplicationBuilder>? configure = null,
        params string[] settings
    )
    {
        var database = connectionString ?? await postgres.CreatePreparedDatabaseAsync();
        var app = await ServerApp.BuildAsync(
            [
                $"--ConnectionStrings:ControlPlane={database}",
                "--urls=http://127.0.0.1:0",
                "--Serilog:MinimumLevel:Default=Warning", // many servers share this process's output
                $"--Bootstrap:AdminEmail={AdminEmail}",
                $"--Bootstrap:AdminPassword={AdminPassword}",
                $"--Bootstrap:AdminToken={AdminToken}",
                $"--Bootstrap:IngestKey={IngestKey}",
                .. settings.Select(static setting => "--" + setting),
            ],
            builder =>
            {
                // A hash that is slow on purpose would take a good part of the tests' time.
                builder.Services.Configure<PasswordHasherOptions>(static hasher => hasher.IterationCount = 1_000);
                builder.Services.ConfigureDbContext<ControlPlaneDb>(static options =>
                    options.UseInternalServiceProvider(EntityFramework)
                );
                configure?.Invoke(builder);
            }
        );
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new TestServer(app, database);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
