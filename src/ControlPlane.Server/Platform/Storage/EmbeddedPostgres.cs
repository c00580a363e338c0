using System.Globalization;
using ControlPlane.Server.Platform.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ControlPlane.Server.Platform.Storage;

/// <summary>
/// The server's own PostgreSQL: found among the installed binaries, kept in a data folder, reached over a unix socket
/// only, and ended with the process that started it, also when that is killed.
/// </summary>
internal sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const string Superuser = "controlplane";
    private const int LongestSocketFolder = 85; // a socket's path may have 107 bytes at most
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    private static readonly string[] DefaultSettings =
    [
        "listen_addresses=",
        "unix_socket_permissions=0700",
        "max_connections=150", // more than the app's pool may take
    ];

    private readonly DataFolder folder;
    private readonly PostgresProcess server;

    private EmbeddedPostgres(DataFolder folder, PostgresProcess server, string socketFolder)
    {
        this.folder = folder;
        this.server = server;
        ConnectionString = $"Host={socketFolder};Username={Superuser};Database=postgres";
    }

    /// <summary>Reaches the database <c>postgres</c> as the cluster's superuser.</summary>
    public string ConnectionString { get; }

    /// <summary>Where the data really is.</summary>
    public string Folder => folder.Path;

    /// <summary>What whoever started the server should know about the place of the data.</summary>
    public string? Note => folder.Note;

    public string For(string database) =>
        new NpgsqlConnectionStringBuilder(ConnectionString) { Database = database }.ConnectionString;

    /// <param name="dataFolder">Made if missing.</param>
    /// <param name="settings">Further server settings, <c>name=value</c>.</param>
    /// <exception cref="StartException">It cannot be started; the message says why.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(
        string dataFolder,
        IEnumerable<string> settings,
        CancellationToken cancellation,
        ILogger? log = null
    )
    {
        log ??= NullLogger.Instance;
        var folder = DataFolder.Open(dataFolder);
        try
        {
            var binaries = PostgresBinaries.Find(VersionOf(folder.Cluster));
            var account = PostgresAccount.For(folder.Cluster);
            await PostmasterFile.WaitForPredecessorAsync(folder.Cluster, log, cancellation);
            await MakeClusterAsync(folder.Cluster, binaries, account, cancellation);

            var socket = SocketFolder(folder.Cluster);
            account.TakeFolder(socket);
            var server = await PostgresProcess.StartAsync(
                account,
                binaries.Postgres,
                ["-D", folder.Cluster, "-k", socket, .. Options(settings)],
                log
            );
            var started = new EmbeddedPostgres(folder, server, socket);
            await started.WaitUntilItAnswersAsync(cancellation);
            return started;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Makes the database unless it is there, and returns its connection string.</summary>
    public async Task<string> EnsureDatabaseAsync(string database, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection);
        exists.Parameters.Add(new() { Value = database });
        if (await exists.ExecuteScalarAsync(cancellation) is null)
        {
            await using var create = new NpgsqlCommand($"CREATE DATABASE \"{database}\"", connection);
            await create.ExecuteNonQueryAsync(cancellation);
        }

        return For(database);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        folder.Dispose();
    }

    // PG_VERSION is in place before initdb is done, so a cluster is made aside and moved when it is complete.
    private static async Task MakeClusterAsync(
        string cluster,
        PostgresBinaries binaries,
        PostgresAccount account,
        CancellationToken cancellation
    )
    {
        if (VersionOf(cluster) is not null)
        {
            return;
        }

        var made = cluster + ".new";
        if (Directory.Exists(made))
        {
            Directory.Delete(made, recursive: true);
        }

        account.TakeFolder(made);
        await using var initdb = await PostgresProcess.StartAsync(
            account,
            binaries.InitDb,
            ["-D", made, "-U", Superuser, "--auth=trust", "-E", "UTF8", "--locale=C", "--lc-ctype=C.UTF-8"],
            NullLogger.Instance
        );
        if (await initdb.WaitAsync(cancellation) != 0)
        {
            throw new StartException($"PostgreSQL could not make its files in {made}:\n{initdb.LastLines}");
        }

        MoveIntoPlace(made, cluster);
    }

    private static void MoveIntoPlace(string made, string cluster)
    {
        try
        {
            if (Directory.Exists(cluster))
            {
                Directory.Delete(cluster); // only if it is empty
            }

            Directory.Move(made, cluster);
        }
        catch (IOException failure)
        {
            throw new StartException(
                $"The folder {cluster} holds files that are not PostgreSQL's: {failure.Message} Name another data folder in Storage__DataFolder.",
                failure
            );
        }
    }

    private static int? VersionOf(string cluster)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(cluster, "PG_VERSION"));
            return int.TryParse(text, CultureInfo.InvariantCulture, out var version) ? version : null;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new StartException(
                $"The folder {cluster} belongs to another user. Start the server as that user, or name another folder in Storage__DataFolder.",
                failure
            );
        }
    }

    private static IEnumerable<string> Options(IEnumerable<string> settings) =>
        DefaultSettings.Concat(settings).SelectMany(static setting => new[] { "-c", setting });

    private static string SocketFolder(string cluster)
    {
        var beside = cluster + ".run";
        return beside.Length <= LongestSocketFolder
            ? beside
            : Directory.CreateTempSubdirectory("controlplane-").FullName;
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        return connection;
    }

    // There is no limit in time: after a crash it first replays its log, and that ends.
    private async Task WaitUntilItAnswersAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                try
                {
                    await using var connection = await OpenAsync(cancellation);
                    return;
                }
                catch (NpgsqlException) when (!server.HasExited)
                {
                    await Task.Delay(Pause, cancellation);
                }
                catch (NpgsqlException failure)
                {
                    _ = await server.WaitAsync(cancellation); // until its last lines are read
                    throw new StartException($"PostgreSQL did not start in {Folder}:\n{server.LastLines}", failure);
                }
            }
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }
}
