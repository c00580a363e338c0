using ControlPlane.Server.Platform.Hosting;
using Npgsql;

namespace ControlPlane.Server.Platform.Storage;

/// <summary>
/// The PostgreSQL in use: the one named in <c>ConnectionStrings:ControlPlane</c>, or the server's own in
/// <c>Storage:DataFolder</c>, which it starts and, as the last thing, stops.
/// </summary>
internal sealed class DatabaseServer(
    IConfiguration configuration,
    IHostEnvironment environment,
    TimeProvider time,
    ILogger<DatabaseServer> log
) : IAsyncDisposable
{
    private const string DatabaseName = "controlplane";
    private const string Setting = "ConnectionStrings__ControlPlane";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private EmbeddedPostgres? embedded;
    private string? connectionString;

    /// <summary>Reaches the database as the role that owns it.</summary>
    public string ConnectionString =>
        connectionString ?? throw new InvalidOperationException("The database is used before PrepareStorageAsync.");

    /// <summary>Where the server's own PostgreSQL keeps its files; null for somebody else's PostgreSQL.</summary>
    public string? Folder => embedded?.Folder;

    public async Task StartAsync(CancellationToken cancellation)
    {
        var given = configuration.GetConnectionString("ControlPlane");
        connectionString = string.IsNullOrWhiteSpace(given)
            ? await StartOwnAsync(cancellation)
            : await ReachAsync(given, cancellation);
    }

    public ValueTask DisposeAsync() => embedded?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<string> StartOwnAsync(CancellationToken cancellation)
    {
        var wanted = configuration["Storage:DataFolder"] is { Length: > 0 } named ? named : "data";
        var folder = Path.Combine(environment.ContentRootPath, wanted);
        embedded = await EmbeddedPostgres.StartAsync(folder, [], cancellation, log);
        if (embedded.Note is { } note)
        {
            log.LogWarning("{Note}", note);
        }

        return await embedded.EnsureDatabaseAsync(DatabaseName, cancellation);
    }

    // In a fleet of containers the database may come up a moment after the server.
    private async Task<string> ReachAsync(string given, CancellationToken cancellation)
    {
        var address = Parse(given);
        var start = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(
                    new NpgsqlConnectionStringBuilder(given) { Pooling = false, Timeout = 5 }.ConnectionString
                );
                await connection.OpenAsync(cancellation);
                return given;
            }
            catch (PostgresException refusal) when (!refusal.IsTransient)
            {
                throw new StartException(
                    $"PostgreSQL at {address} refuses the connection: {refusal.MessageText}. Check {Setting}.",
                    refusal
                );
            }
            catch (NpgsqlException failure) when (time.GetElapsedTime(start) > Patience)
            {
                throw new StartException(
                    $"PostgreSQL at {address} did not answer within {Patience.TotalSeconds:0} seconds: {failure.Message}. Check {Setting}.",
                    failure
                );
            }
            catch (NpgsqlException) when (attempt == 1)
            {
                log.LogInformation("Waiting for PostgreSQL at {Address}", address);
            }
            catch (NpgsqlException)
            {
                await Task.Delay(Pause, time, cancellation);
            }
        }
    }

    private static string Parse(string given)
    {
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(given);
            return $"{parts.Host}:{parts.Port}";
        }
        catch (ArgumentException failure)
        {
            // The failure's own text may quote the password.
            throw new StartException(
                $"{Setting} is not a connection string. Write it like Host=db.example;Database=controlplane;Username=controlplane;Password=…",
                failure
            );
        }
    }
}
