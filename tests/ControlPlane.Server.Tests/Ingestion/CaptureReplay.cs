using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Domain.Ingestion;
using ControlPlane.Domain.Ingestion.Otlp;
using ControlPlane.Fixtures;
using ControlPlane.Server.Tests.Platform;

namespace ControlPlane.Server.Tests.Ingestion;

/// <summary>Posts captures, whole or in pieces, and lists the runs they made.</summary>
internal static class CaptureReplay
{
    public static async Task PostAsync(TestServer server, Capture capture)
    {
        using var http = server.As(TestServer.IngestKey);
        foreach (var file in capture.Files)
        {
            using var content = new ByteArrayContent(file.Bytes.ToArray());
            content.Headers.ContentType = new MediaTypeHeaderValue(file.HttpContentType);
            if (file.IsGzip)
            {
                content.Headers.ContentEncoding.Add("gzip");
            }

            using var response = await http.PostAsync($"/v1/{file.Signal}", content);
            var answer = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{file.Path}: {(int)response.StatusCode} {answer}");
            Assert.DoesNotContain("rejected", answer);
        }
    }

    public static async Task<List<JsonNode>> RunsAsync(TestServer server)
    {
        var runs = new List<JsonNode>();
        string? cursor = null;
        do
        {
            var page = await server.GetAsync("/api/v1/runs?limit=500" + (cursor is null ? "" : "&cursor=" + cursor));
            runs.AddRange(page["items"]!.AsArray().OfType<JsonNode>());
            cursor = (string?)page["nextCursor"];
        } while (cursor is not null);

        return runs;
    }

    /// <summary>Every span and log record of a capture as a request of its own: path and body.</summary>
    public static IEnumerable<(string Path, JsonObject Body)> Pieces(Capture capture)
    {
        foreach (var span in Spans(capture))
        {
            yield return ("/v1/traces", OtlpJsonSpan.Request(span));
        }

        foreach (var file in capture.Files.Where(static file => file.Signal == "logs"))
        {
            var bytes = file.Decompressed();
            var decoded = file.IsJson ? OtlpJson.ReadLogs(bytes) : OtlpProtobuf.ReadLogs(bytes);
            foreach (var log in decoded.Logs)
            {
                yield return ("/v1/logs", OtlpJsonSpan.Request(log));
            }
        }
    }

    public static IEnumerable<TelemetrySpan> Spans(Capture capture) =>
        capture
            .Files.Where(static file => file.Signal == "traces")
            .SelectMany(static file =>
            {
                var bytes = file.Decompressed();
                return (file.IsJson ? OtlpJson.ReadTraces(bytes) : OtlpProtobuf.ReadTraces(bytes)).Spans;
            });

    public static async Task PostAsync(HttpClient http, string path, JsonObject body)
    {
        using var response = await http.PostAsJsonAsync(path, body);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {answer}");
        Assert.DoesNotContain("rejected", answer);
    }
}
