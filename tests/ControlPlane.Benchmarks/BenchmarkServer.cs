using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Benchmarks;

/// <summary>The real server in this process over a PostgreSQL of its own, so that its heap can be collected and read.</summary>
internal sealed class BenchmarkServer : IAsyncDisposable
{
    public const string AdminEmail = "admin@example.org";
    public const string AdminPassword = "the password of a benchmark";

    private const string IngestKey = "the-ingest-key-of-every-benchmark-server";
    private const string AdminToken = "the-admin-token-of-every-benchmark-server";

    private readonly WebApplication app;
    private readonly string folder;
    private readonly HttpClient http;
    private readonly MeterListener meters = new();
    private long circuits;

    private BenchmarkServer(WebApplication app, string folder)
    {
        (this.app, this.folder) = (app, folder);
        Address = new Uri(
            app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
        );
        http = new HttpClient { BaseAddress = Address };
        meters.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "aspnetcore.components.circuit.active")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<long>((_, change, _, _) => Interlocked.Add(ref circuits, change));
        meters.Start();
    }

    public Uri Address { get; }

    public static async Task<BenchmarkServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("controlplane-benchmark-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101); // PostgreSQL may run as another user
        var app = await ServerApp.BuildAsync([
            "--urls=http://127.0.0.1:0",
            $"--Storage:DataFolder={folder}",
            "--Serilog:MinimumLevel:Default=Warning",
            $"--Bootstrap:AdminEmail={AdminEmail}",
            $"--Bootstrap:AdminPassword={AdminPassword}",
            $"--Bootstrap:AdminToken={AdminToken}",
            $"--Bootstrap:IngestKey={IngestKey}",
        ]);
        await app.StartAsync();
        return new BenchmarkServer(app, folder);
    }

    /// <summary>Reports a run of one model call, as an agent does over the API.</summary>
    public async Task ReportRunAsync(string agent, string task)
    {
        var run = await PostAsync("/api/v1/runs", new { agent, task });
        var now = TimeProvider.System.GetUtcNow();
        var step = new
        {
            id = "1",
            kind = "llm",
            name = "answer",
            provider = "openai",
            model = "gpt-5-mini",
            startedAt = now,
            endedAt = now.AddSeconds(1),
            tokens = new { input = 1000, output = 100 },
        };
        await PostAsync($"/api/v1/runs/{run["id"]}/steps", new { steps = new[] { step } });
        await PostAsync($"/api/v1/runs/{run["id"]}/complete", new { status = "succeeded" });
    }

    /// <summary>Waits until no more pages than these are connected.</summary>
    public async Task<bool> HasAtMostAsync(int pages, TimeSpan patience)
    {
        var clock = Stopwatch.StartNew();
        while (Interlocked.Read(ref circuits) > pages && clock.Elapsed < patience)
        {
            await Task.Delay(100);
        }

        return Interlocked.Read(ref circuits) <= pages;
    }

    /// <summary>Bytes that are alive in this process.</summary>
    public static long LiveBytes()
    {
        // Finalizers let go of more, so once is not enough.
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        meters.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<JsonNode> PostAsync(string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", IngestKey);
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }
}
