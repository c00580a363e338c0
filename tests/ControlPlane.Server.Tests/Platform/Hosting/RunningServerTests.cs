using ControlPlane.Tests.Fixtures;

namespace ControlPlane.Server.Tests.Platform.Hosting;

/// <summary>What a running server and its PostgreSQL do not notice.</summary>
public sealed class RunningServerTests(RunningServerTests.Running running) : IClassFixture<RunningServerTests.Running>
{
    public sealed class Running(DataFolders folders) : IAsyncLifetime
    {
        private ServerProcess? server;

        internal string Folder { get; } = ServerProcess.CreateFolder();

        internal ServerProcess Server => server!;

        public async ValueTask InitializeAsync()
        {
            await folders.FillAsync(Folder);
            server = await ServerProcess.StartAsync(Folder);
        }

        public async ValueTask DisposeAsync()
        {
            if (server is not null)
            {
                await server.TerminateAsync();
                await server.DisposeAsync();
            }

            ServerProcess.DeleteFolder(Folder);
        }
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_folder_is_told_so()
    {
        await using var second = ServerProcess.Launch(running.Folder);

        Assert.Equal(1, await second.WaitForExitAsync());
        Assert.Contains("Another control plane server uses the data folder " + running.Folder, second.Errors);
        Assert.DoesNotContain("   at ", second.Output);
        Assert.Equal("ready", await running.Server.ReadinessAsync());
    }

    [Fact]
    public async Task A_database_that_refuses_is_named_without_the_password()
    {
        var connection =
            $"Host={running.Folder}/postgres.run;Database=nowhere;Username=controlplane;Password=correct-horse-battery";
        var settings = new Dictionary<string, string> { ["ConnectionStrings__ControlPlane"] = connection };

        await using var server = ServerProcess.Launch(running.Folder, settings);

        Assert.Equal(1, await server.WaitForExitAsync());
        Assert.Contains("database \"nowhere\" does not exist", server.Errors);
        Assert.Contains("ConnectionStrings__ControlPlane", server.Errors);
        Assert.DoesNotContain("correct-horse-battery", server.Output);
    }

    [Fact]
    public async Task Ctrl_C_in_a_terminal_does_not_reach_PostgreSQL_which_has_a_session_of_its_own()
    {
        var sessions = PostgresProcesses.On(running.Folder).Select(PostgresProcesses.SessionOf).ToList();

        Assert.NotEmpty(sessions);
        Assert.DoesNotContain(PostgresProcesses.SessionOf($"/proc/{running.Server.Id}"), sessions);
    }
}
