using System.Diagnostics;
using System.Globalization;
using ControlPlane.Server.Platform.Hosting;

namespace ControlPlane.Server.Platform.Storage;

/// <summary>
/// PostgreSQL's note of the process that uses a cluster. When a server was killed, its PostgreSQL goes on for a moment
/// to shut down cleanly; and where process numbers are reused (containers), the note may name a stranger.
/// </summary>
internal static class PostmasterFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Returns once no PostgreSQL runs on the cluster.</summary>
    public static async Task WaitForPredecessorAsync(string cluster, ILogger log, CancellationToken cancellation)
    {
        var file = Path.Combine(cluster, "postmaster.pid");
        var start = Stopwatch.GetTimestamp();
        var said = false;
        while (ReadProcess(file) is { } process && Directory.Exists($"/proc/{process}"))
        {
            if (!RunsOn(process, cluster))
            {
                File.Delete(file); // PostgreSQL would take any process of its user for a living predecessor
                return;
            }

            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new StartException(
                    $"PostgreSQL (process {process}) still runs on the data folder {cluster}, started by something other than a living control plane server. Stop it (kill -INT {process}) and start again."
                );
            }

            if (!said)
            {
                log.LogInformation("Waiting for the previous PostgreSQL, process {Process}, to end", process);
                said = true;
            }

            await Task.Delay(Pause, cancellation);
        }
    }

    private static int? ReadProcess(string file)
    {
        try
        {
            return int.TryParse(
                File.ReadLines(file).FirstOrDefault(),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var process
            )
                ? process
                : null;
        }
        catch (IOException)
        {
            return null; // none, or gone while it was read
        }
    }

    private static bool RunsOn(int process, string cluster)
    {
        try
        {
            return string.Equals(
                Directory.ResolveLinkTarget($"/proc/{process}/cwd", returnFinalTarget: false)?.FullName,
                RealPath(cluster),
                StringComparison.Ordinal
            );
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false; // gone meanwhile, or another user's
        }
    }

    // The kernel names a working folder without symbolic links.
    private static string RealPath(string folder)
    {
        var path = "/";
        foreach (var part in folder.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = Path.Combine(path, part);
            path = Directory.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }

        return path;
    }
}
