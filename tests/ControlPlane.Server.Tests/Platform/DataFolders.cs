using System.Diagnostics;
using ControlPlane.Server.Platform.Storage;
using ControlPlane.Server.Tests.Platform;
using ControlPlane.Tests.Fixtures;

[assembly: AssemblyFixture(typeof(DataFolders))]

namespace ControlPlane.Server.Tests.Platform;

/// <summary>
/// Data folders for servers that run as a process: with the cluster, the schema and the prices that a first start takes
/// seconds to make, made once and copied. Nobody has signed in there, and no setting was applied.
/// </summary>
public sealed class DataFolders : IAsyncDisposable
{
    private readonly Lazy<Task<string>> prepared = new(PrepareAsync);

    /// <summary>Fills an empty data folder.</summary>
    public async Task FillAsync(string folder)
    {
        var cluster = Path.Combine(await prepared.Value, "postgres");
        using var copy = Process.Start("cp", ["--archive", cluster, folder]); // keeps who owns the files
        await copy.WaitForExitAsync();
        Assert.Equal(0, copy.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (prepared.IsValueCreated)
        {
            ServerProcess.DeleteFolder(await prepared.Value);
        }
    }

    private static async Task<string> PrepareAsync()
    {
        var folder = ServerProcess.CreateFolder();
        await using var postgres = await EmbeddedPostgres.StartAsync(folder, ["fsync=off"], CancellationToken.None);
        await TestPostgres.PrepareAsync(await postgres.EnsureDatabaseAsync("controlplane", CancellationToken.None));
        return folder;
    }
}
