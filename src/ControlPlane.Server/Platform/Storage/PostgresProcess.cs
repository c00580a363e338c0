using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ControlPlane.Server.Platform.Storage;

/// <summary>
/// A program of PostgreSQL's, run as its user in a session of its own, so that a Ctrl-C meant for the server does not
/// reach it, and ended by the kernel if the server dies.
/// </summary>
internal sealed partial class PostgresProcess : IAsyncDisposable
{
    private const int Interrupt = 2; // PostgreSQL's fast shutdown
    private const int Quit = 3; // its immediate shutdown: recovers at the next start
    private const int KeptLines = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly Queue<string> lastLines = new();
    private readonly ILogger log;

    private PostgresProcess(Process process, ILogger log)
    {
        this.process = process;
        this.log = log;
    }

    public bool HasExited => process.HasExited;

    /// <summary>The last lines it wrote, for a message about its failure.</summary>
    public string LastLines
    {
        get
        {
            lock (lastLines)
            {
                return string.Join('\n', lastLines);
            }
        }
    }

    // The death signal fires when the THREAD that started the process ends, so it may not be one of the pool's.
    public static Task<PostgresProcess> StartAsync(
        PostgresAccount account,
        string program,
        IEnumerable<string> arguments,
        ILogger log
    )
    {
        var started = new TaskCompletionSource<PostgresProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                var child = new PostgresProcess(Process.Start(StartInfo(account, program, arguments))!, log);
                child.process.OutputDataReceived += child.Keep;
                child.process.ErrorDataReceived += child.Keep;
                child.process.BeginOutputReadLine();
                child.process.BeginErrorReadLine();
                started.SetResult(child);
                child.process.WaitForExit();
            }
            catch (Exception failure)
            {
                started.TrySetException(failure);
            }
        })
        {
            IsBackground = true,
            Name = "embedded-postgres",
        };
        thread.Start();
        return started.Task;
    }

    public async Task<int> WaitAsync(CancellationToken cancellation)
    {
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            _ = kill(process.Id, Interrupt);
            using var patience = new CancellationTokenSource(Patience);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _ = kill(process.Id, Quit);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    private static ProcessStartInfo StartInfo(PostgresAccount account, string program, IEnumerable<string> arguments)
    {
        // setsid and setpriv replace themselves, so that the process held here is PostgreSQL's own.
        var info = new ProcessStartInfo(
            "setsid",
            ["setpriv", .. account.Arguments, "--pdeathsig", "INT", "--", program, .. arguments]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        var path = info.Environment["PATH"];
        info.Environment.Clear(); // the server's settings hold secrets, and PG* variables would lead elsewhere
        info.Environment["PATH"] = path;
        info.Environment["LC_ALL"] = "C"; // messages in English, as everything here
        return info;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
        {
            return;
        }

        log.LogDebug("PostgreSQL: {Line}", line.Data);
        lock (lastLines)
        {
            lastLines.Enqueue(line.Data);
            if (lastLines.Count > KeptLines)
            {
                _ = lastLines.Dequeue();
            }
        }
    }

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}
