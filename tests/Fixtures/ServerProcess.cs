using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace ControlPlane.Tests.Fixtures;

/// <summary>
/// The built server as a process of its own, as a user runs it: on free ports, over its own PostgreSQL in a data folder
/// that outlives the process, so that it can be started again on it.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string WebLine = "Control plane is listening on ";
    private const string OtlpLine = "OpenTelemetry (OTLP/HTTP) is accepted on ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly TaskCompletionSource announced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process) => this.process = process;

    /// <summary>Everything the process wrote so far, to both streams.</summary>
    public string Output => string.Join('\n', lines);

    /// <summary>What it wrote to standard error alone.</summary>
    public string Errors { get; private set; } = "";

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public Uri Address => new(Announced(WebLine));

    public Uri OtlpAddress => new(Announced(OtlpLine));

    /// <summary>Makes a folder that the user PostgreSQL runs as can enter; delete it with <see cref="DeleteFolder"/>.</summary>
    public static string CreateFolder()
    {
        var folder = Directory.CreateTempSubdirectory("controlplane-process-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        return folder;
    }

    public static void DeleteFolder(string folder) => Directory.Delete(folder, recursive: true);

    /// <summary>Starts the server and returns when it listens.</summary>
    /// <param name="settings">Environment variables such as <c>Server__Port</c>; free ports unless given.</param>
    public static async Task<ServerProcess> StartAsync(
        string dataFolder,
        IReadOnlyDictionary<string, string>? settings = null,
        params string[] arguments
    )
    {
        var server = Launch(dataFolder, settings, arguments);
        var ended = server.process.WaitForExitAsync();
        if (await Task.WhenAny(server.announced.Task, ended, Task.Delay(Patience)) != server.announced.Task)
        {
            var output = server.Output;
            await server.DisposeAsync();
            throw new InvalidOperationException("The server did not start:\n" + output);
        }

        return server;
    }

    /// <summary>Starts the server and returns at once, to watch how it fails.</summary>
    public static ServerProcess Launch(
        string dataFolder,
        IReadOnlyDictionary<string, string>? settings = null,
        params string[] arguments
    )
    {
        var info = new ProcessStartInfo("dotnet", [ServerDll(), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        foreach (var foreign in (string[])["ASPNETCORE_URLS", "ConnectionStrings__ControlPlane"])
        {
            info.Environment.Remove(foreign);
        }

        info.Environment["Server__Port"] = "0";
        info.Environment["Otlp__HttpPort"] = "0";
        info.Environment["Storage__DataFolder"] = dataFolder;
        foreach (var (name, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            info.Environment[name] = value;
        }

        var server = new ServerProcess(Process.Start(info)!);
        server.process.OutputDataReceived += (_, line) => server.Keep(line.Data, error: false);
        server.process.ErrorDataReceived += (_, line) => server.Keep(line.Data, error: true);
        server.process.BeginOutputReadLine();
        server.process.BeginErrorReadLine();
        return server;
    }

    public HttpClient CreateClient() => new() { BaseAddress = Address };

    /// <summary>What it says of itself: <c>ready</c> or why not.</summary>
    public async Task<string?> ReadinessAsync()
    {
        using var http = CreateClient();
        var answer = await http.GetFromJsonAsync<JsonElement>("/health/ready");
        return answer.GetProperty("status").GetString();
    }

    /// <summary>Waits for the end and returns the exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    /// <summary>Ends it as an operator does (SIGTERM) and returns the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        Signal("TERM", process.Id);
        return await WaitForExitAsync();
    }

    /// <summary>Ends it without any notice; its PostgreSQL is left to find out.</summary>
    public async Task Kill9Async()
    {
        process.Kill();
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
    }

    public static void Signal(string name, int target)
    {
        using var kill = Process.Start("kill", ["-" + name, target.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await Kill9Async();
        }

        process.Dispose();
    }

    private void Keep(string? line, bool error)
    {
        if (line is null)
        {
            return;
        }

        lines.Enqueue(line);
        if (error)
        {
            Errors += line + "\n";
        }

        if (line.StartsWith(OtlpLine, StringComparison.Ordinal))
        {
            announced.TrySetResult();
        }
    }

    private string Announced(string start) =>
        lines.First(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..].Trim();

    // Tests and server are built in the same configuration.
    private static string ServerDll()
    {
        var parts = AppContext.BaseDirectory.TrimEnd('/').Split('/');
        var built = string.Join('/', parts[^3..]); // bin/Release/net10.0
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ControlPlane.sln")))
            {
                return Path.Combine(folder.FullName, "src/ControlPlane.Server", built, "ControlPlane.Server.dll");
            }
        }

        throw new InvalidOperationException("The tests do not stand in the repository.");
    }
}
