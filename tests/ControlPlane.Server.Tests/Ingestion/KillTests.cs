using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Server.Tests.Platform;
using ControlPlane.Tests.Fixtures;

namespace ControlPlane.Server.Tests.Ingestion;

/// <summary>
/// The real server process, killed without notice and stopped with notice while clients send, then started again on its
/// data.
/// </summary>
public sealed class KillTests(DataFolders folders)
{
    private const string IngestKey = "kill-test-ingest-key-0123456789abcdef";
    private const string AdminToken = "kill-test-admin-token-0123456789abcdef";
    private const int Clients = 6;
    private const int SpansPerTrace = 5;

    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["Bootstrap__IngestKey"] = IngestKey,
        ["Bootstrap__AdminToken"] = AdminToken,
        ["Bootstrap__AdminEmail"] = "admin@example.com",
        ["Bootstrap__AdminPassword"] = "correct horse battery staple",
    };

    [Fact]
    public async Task Every_acknowledged_span_survives_kill_9_and_SIGTERM_and_is_there_once()
    {
        var rounds = Environment.GetEnvironmentVariable("CONTROLPLANE_LONG") == "1" ? 20 : 3;
        var folder = ServerProcess.CreateFolder();
        var acknowledged = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        try
        {
            await folders.FillAsync(folder);
            for (var round = 0; round < rounds; round++)
            {
                await using var server = await ServerProcess.StartAsync(folder, Settings);
                await SendUntilGoneAsync(server, acknowledged, static server => server.Kill9Async());
            }

            await using (var stopped = await ServerProcess.StartAsync(folder, Settings))
            {
                await SendUntilGoneAsync(
                    stopped,
                    acknowledged,
                    static async server => Assert.Equal(0, await server.TerminateAsync())
                );
            }

            await using var last = await ServerProcess.StartAsync(folder, Settings);
            await CheckAsync(last, acknowledged);
            Assert.Equal(0, await last.TerminateAsync());
        }
        finally
        {
            ServerProcess.DeleteFolder(folder);
        }
    }

    private static async Task SendUntilGoneAsync(
        ServerProcess server,
        ConcurrentDictionary<string, int> acknowledged,
        Func<ServerProcess, Task> end
    )
    {
        var enough = acknowledged.Count + 150;
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var clients = Enumerable
            .Range(0, Clients)
            .Select(_ => Task.Run(() => SendAsync(server.OtlpAddress, acknowledged, enough, sent)))
            .ToArray();
        await sent.Task;
        await end(server);
        await Task.WhenAll(clients);
    }

    /// <summary>Sends traces in two requests each, the second one twice, until the server is gone.</summary>
    private static async Task SendAsync(
        Uri address,
        ConcurrentDictionary<string, int> acknowledged,
        int enough,
        TaskCompletionSource sent
    )
    {
        using var http = Client(address, IngestKey);
        try
        {
            while (true)
            {
                var trace = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N");
                await PostAsync(http, trace, 1, SpansPerTrace - 1, acknowledged);
                await PostAsync(http, trace, 0, 1, acknowledged);
                await PostAsync(http, trace, 0, 1, acknowledged: null);
                if (acknowledged.Count >= enough)
                {
                    sent.TrySetResult();
                }
            }
        }
        catch (HttpRequestException)
        {
            // The server is gone, as it should be; what it had not acknowledged may be there or not.
        }
    }

    private static async Task PostAsync(
        HttpClient http,
        string trace,
        int firstSpan,
        int spans,
        ConcurrentDictionary<string, int>? acknowledged
    )
    {
        var body = OtlpJsonBody.Trace(trace, Enumerable.Range(firstSpan, spans));
        using var response = await http.PostAsJsonAsync("/v1/traces", body);
        response.EnsureSuccessStatusCode();
        acknowledged?.AddOrUpdate(trace, spans, (_, before) => before + spans);
    }

    private static async Task CheckAsync(ServerProcess server, ConcurrentDictionary<string, int> acknowledged)
    {
        using var http = Client(server.Address, AdminToken);
        var found = new Dictionary<string, (int Steps, long Input)>(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var page = await http.GetFromJsonAsync<JsonNode>(
                "/api/v1/runs?limit=500" + (cursor is null ? "" : $"&cursor={cursor}")
            );
            foreach (var run in page!["items"]!.AsArray())
            {
                found.Add((string)run!["traceIds"]![0]!, ((int)run["steps"]!, (long)run["tokens"]!["input"]!));
            }

            cursor = (string?)page["nextCursor"];
        } while (cursor is not null);

        Assert.True(acknowledged.Count >= 150, "The load was too small to prove anything.");
        foreach (var (trace, spans) in acknowledged)
        {
            Assert.True(found.TryGetValue(trace, out var run), $"Trace {trace} was acknowledged and is gone.");
            // The last request of a killed client may be stored although its acknowledgement was lost.
            Assert.InRange(run.Steps, spans, SpansPerTrace);
            Assert.Equal(OtlpJsonBody.InputTokens * Math.Min(run.Steps, SpansPerTrace - 1), run.Input);
        }
    }

    private static HttpClient Client(Uri address, string token)
    {
        var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }
}
