using System.Net;
using System.Net.Sockets;
using ControlPlane.Tests.Fixtures;

namespace ControlPlane.Server.Tests.Platform.Hosting;

/// <summary>The server as a process: how it starts, stops, dies and says what is wrong.</summary>
public sealed class ProcessTests(DataFolders folders) : IAsyncDisposable
{
    private readonly string folder = ServerProcess.CreateFolder();

    [Fact]
    public async Task It_becomes_ready_stops_on_SIGTERM_and_keeps_its_data()
    {
        string made;
        await using (var first = await ServerProcess.StartAsync(folder))
        {
            Assert.Equal("ready", await first.ReadinessAsync());
            Assert.NotEqual(first.Address.Port, first.OtlpAddress.Port);
            made = ClusterIdentity();
            Assert.NotEmpty(PostgresProcesses.On(folder));

            Assert.Equal(0, await first.TerminateAsync());
            Assert.Empty(PostgresProcesses.On(folder));
        }

        await using var second = await ServerProcess.StartAsync(folder);
        Assert.Equal("ready", await second.ReadinessAsync());
        Assert.Equal(made, ClusterIdentity());
        Assert.Equal(0, await second.TerminateAsync());
    }

    [Fact]
    public async Task A_killed_server_takes_its_PostgreSQL_along_and_starts_again_at_once()
    {
        await folders.FillAsync(folder);
        await using (var killed = await ServerProcess.StartAsync(folder))
        {
            await killed.Kill9Async();
        }

        await using (var next = await ServerProcess.StartAsync(folder)) // while the old PostgreSQL may still be ending
        {
            Assert.Equal("ready", await next.ReadinessAsync());
            await next.Kill9Async();
        }

        await Eventually.TrueAsync(() => PostgresProcesses.On(folder).Length == 0);
    }

    [Fact]
    public async Task A_stale_note_of_a_process_number_that_a_stranger_has_now_does_not_stop_the_start()
    {
        await folders.FillAsync(folder);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "postgres/postmaster.pid"),
            $"{Environment.ProcessId}\n{folder}/postgres\n1\n5432\n\n\n       1         1\nready   \n"
        );

        await using var next = await ServerProcess.StartAsync(folder);
        Assert.Equal("ready", await next.ReadinessAsync());
    }

    [Theory]
    [InlineData("Server__Port")]
    [InlineData("Otlp__HttpPort")]
    public async Task A_taken_port_is_named_with_the_setting_that_changes_it(string setting)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        await using var server = ServerProcess.Launch(folder, new Dictionary<string, string> { [setting] = port });

        Assert.Equal(1, await server.WaitForExitAsync());
        var line = Assert.Single(server.Output.Split('\n'));
        Assert.Contains($"Port {port} is already in use", line);
        Assert.Contains(setting, line);
    }

    [Fact]
    public async Task A_port_lost_at_the_last_moment_also_stops_PostgreSQL_and_shows_no_stack()
    {
        await folders.FillAsync(folder);
        var started = Path.Combine(folder, "postgres/postmaster.opts"); // written by each start
        var before = File.GetLastWriteTimeUtc(started);
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        await using var server = ServerProcess.Launch(folder, null, $"--urls=http://{taken.LocalEndpoint}");

        Assert.Equal(1, await server.WaitForExitAsync());
        Assert.Contains("already in use", server.Errors);
        Assert.DoesNotContain("   at ", server.Output);
        Assert.Empty(PostgresProcesses.On(folder));
        Assert.NotEqual(before, File.GetLastWriteTimeUtc(started));
    }

    [Fact]
    public async Task Data_of_another_PostgreSQL_version_is_named()
    {
        Directory.CreateDirectory(Path.Combine(folder, "postgres"));
        await File.WriteAllTextAsync(Path.Combine(folder, "postgres/PG_VERSION"), "9\n");

        await using var server = ServerProcess.Launch(folder);

        Assert.Equal(1, await server.WaitForExitAsync());
        Assert.Contains("The data folder was made by PostgreSQL 9", server.Errors);
    }

    [Fact]
    public async Task What_PostgreSQL_says_about_its_failure_is_shown()
    {
        await folders.FillAsync(folder);
        await File.AppendAllTextAsync(Path.Combine(folder, "postgres/postgresql.conf"), "\nno_such_setting = 1\n");
        await using var server = ServerProcess.Launch(folder);

        Assert.Equal(1, await server.WaitForExitAsync());
        Assert.Contains("no_such_setting", server.Errors);
        Assert.DoesNotContain("   at ", server.Output);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("text")]
    public async Task No_secret_reaches_the_output(string format)
    {
        var settings = new Dictionary<string, string>
        {
            ["Logs__Format"] = format,
            ["Serilog__MinimumLevel__Default"] = "Debug",
            ["Serilog__MinimumLevel__Override__Microsoft"] = "Debug",
            ["Bootstrap__IngestKey"] = "plain-words-that-are-a-configured-ingest-key",
        };
        await folders.FillAsync(folder);
        await using var server = await ServerProcess.StartAsync(folder, settings);
        using var http = server.CreateClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            "/api/cpa_inthepath12345?key=plain-words-that-are-a-configured-ingest-key&token=cpu_inthequery12345"
        );
        request.Headers.Authorization = new("Bearer", "cpa_intheheader12345");
        using var response = await http.SendAsync(request);

        await Eventually.TrueAsync(() => server.Output.Contains("answered 401", StringComparison.Ordinal));
        Assert.Contains("/api/cpa_***", server.Output);
        Assert.DoesNotContain("12345", server.Output);
        Assert.DoesNotContain("plain-words", server.Output);
    }

    public async ValueTask DisposeAsync()
    {
        await Eventually.TrueAsync(() => PostgresProcesses.On(folder).Length == 0); // a killed server's still writes into the folder
        ServerProcess.DeleteFolder(folder);
    }

    // The age of the file that PostgreSQL writes once in the life of a cluster.
    private string ClusterIdentity() =>
        File.GetLastWriteTimeUtc(Path.Combine(folder, "postgres/PG_VERSION"))
            .ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}
