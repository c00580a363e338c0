using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ControlPlane.Server.Tests.Platform;

namespace ControlPlane.Server.Tests.Ingestion;

/// <summary>What exporters may send: nothing of it is answered 500, and nothing is stored by half.</summary>
public sealed class HostileTelemetryTests(TestPostgres postgres)
{
    private static readonly byte[] Zeros = new byte[17 * 1024 * 1024];

    [Fact]
    public async Task A_larger_request_is_taken_where_the_setting_allows_it()
    {
        await using var server = await TestServer.StartAsync(
            postgres,
            settings: $"Ingestion:LargestRequest={40 * 1024 * 1024}"
        );
        using var http = server.As(TestServer.IngestKey);
        using var body = new StringContent(
            "{" + new string(' ', 32 * 1024 * 1024) + "}", // more than the web server takes by itself
            Encoding.UTF8,
            "application/json"
        );

        using var answer = await http.PostAsync("/v1/traces", body);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_body_that_cannot_be_read_is_refused_with_the_reason()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var good = Encoding.UTF8.GetBytes(Otlp.Traces("s", Otlp.Agent(Otlp.NewTrace(), 1, "good")).ToJsonString());
        (string? Type, string? Packed, byte[] Body, bool Chunked, int Expected)[] cases =
        [
            ("text/plain", null, good, false, 415),
            (null, null, good, false, 415),
            ("application/json", "br", good, false, 415),
            ("application/json", "gzip", good, false, 400),
            ("application/json", null, good[..^10], false, 400),
            ("application/json", null, [], false, 400),
            ("application/json", null, "[]"u8.ToArray(), false, 400),
            ("application/json", null, "{}"u8.ToArray(), false, 200),
            (
                "application/json",
                null,
                """{"resourceSpans": [null, 1, {"scopeSpans": [{"spans": [null]}]}]}"""u8.ToArray(),
                false,
                -1
            ),
            ("application/x-protobuf", null, [], false, 200),
            ("application/x-protobuf", null, good, false, 400),
            ("application/x-protobuf", "gzip", Gzip(Zeros), false, 413),
            ("application/x-protobuf", "gzip", Gzip(good)[..40], false, 400),
            ("application/x-protobuf", "gzip", [], false, -1),
            ("application/x-protobuf", null, Zeros, false, 413),
            ("application/x-protobuf", null, Zeros, true, 413),
            ("application/json; charset=utf-8", "GZIP", Gzip(good), true, 200),
        ];

        foreach (var path in new[] { "/v1/traces", "/v1/logs" })
        {
            foreach (var (i, sent) in cases.Index())
            {
                using var http = server.As(TestServer.IngestKey);
                using var request = new HttpRequestMessage(HttpMethod.Post, path)
                {
                    Content = new ByteArrayContent(sent.Body),
                };
                request.Content.Headers.ContentType = sent.Type is { } type ? MediaTypeHeaderValue.Parse(type) : null;
                if (sent.Packed is { } packed)
                {
                    request.Content.Headers.ContentEncoding.Add(packed);
                }

                request.Headers.TransferEncodingChunked = sent.Chunked;
                using var response = await http.SendAsync(request);
                var status = (int)response.StatusCode;
                var answer = await response.Content.ReadAsStringAsync();
                Assert.True(
                    sent.Expected < 0 ? status < 500 : sent.Expected == status,
                    $"{path} {i} → {status}: {answer}"
                );
                Assert.Equal(
                    status >= 400 ? "application/problem+json" : sent.Type?.Split(';')[0],
                    response.Content.Headers.ContentType?.MediaType
                );
            }
        }

        Assert.Equal("good", (string?)Assert.Single(await server.RunsAsync())["agent"]);
        Assert.Equal(HttpStatusCode.NotFound, (await server.TryPostAsync("/v1/metrics", "{}")).Status);
    }

    [Fact]
    public async Task Bad_spans_are_counted_and_their_neighbours_kept()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var trace = Otlp.NewTrace();
        var deep = new JsonObject { ["intValue"] = "1" };
        for (var i = 0; i < 60; i++)
        {
            deep = new JsonObject { ["arrayValue"] = new JsonObject { ["values"] = new JsonArray(deep) } };
        }

        var many = Enumerable.Range(0, 1_500).Select(static i => ($"key.{i}", (object)$"v{i}")).ToArray();
        var events = Otlp.Call(trace, 5, 1);
        events["events"] = new JsonArray([
            .. Enumerable
                .Range(0, 10_000)
                .Select(static i => new JsonObject { ["name"] = $"e{i}", ["timeUnixNano"] = "18446744073709551615" }),
        ]);
        JsonObject[] good =
        [
            Otlp.Agent(trace, 1, "good \0 \uFFFD"),
            Otlp.Span(trace, 2, 1, 0, 1, many),
            Otlp.Span(trace, 3, 1, 0, 1, ("long", new string('x', 300_000)), ("a", "1"), ("a", "2"), ("nul\0", "x\0y")),
            Otlp.Span(trace, 4, 1, 0, 1, ("deep", deep)),
            events,
            Otlp.Call(
                trace,
                6,
                1,
                0,
                ("gen_ai.usage.input_tokens", long.MaxValue),
                ("gen_ai.usage.output_tokens", long.MaxValue),
                ("gen_ai.usage.cost", 1e300)
            ),
            Otlp.Call(
                trace,
                7,
                1,
                0,
                ("gen_ai.usage.input_tokens", long.MinValue),
                ("gen_ai.usage.cost", "9000000000"),
                ("http.response.status_code", long.MaxValue)
            ),
            Otlp.Call(
                trace,
                8,
                1,
                0,
                ("gen_ai.usage.input_tokens", long.MaxValue),
                ("gen_ai.usage.cost", "9000000000")
            ),
            Otlp.Call(
                trace,
                9,
                9,
                0,
                ("gen_ai.usage.input_tokens", double.MaxValue),
                ("controlplane.confidence", "NaN")
            ),
        ];
        JsonObject[] bad =
        [
            With(Otlp.Call(trace, 20), "traceId", "00000000000000000000000000000000"),
            With(Otlp.Call(trace, 21), "spanId", "0000000000000000"),
            With(Otlp.Call(trace, 22), "spanId", "xyz"),
            With(Otlp.Call(trace, 23), "startTimeUnixNano", "0"),
            With(Otlp.Call(trace, 24), "startTimeUnixNano", "18446744073709551615"),
            With(Otlp.Call(trace, 25), "attributes", 7),
        ];

        var answer = await server.SendAsync("good", [.. bad[..3], .. good, .. bad[3..]]);

        Assert.Equal(
            bad.Length.ToString(CultureInfo.InvariantCulture),
            (string?)answer["partialSuccess"]!["rejectedSpans"]
        );
        var run = Assert.Single(await server.RunsAsync());
        Assert.Equal(good.Length, (int)run["steps"]!);
        Assert.True((long)run["tokens"]!["input"]! > 0);
        var steps = await server.StepsAsync(run);
        Assert.Equal(good.Length, steps.Length);
        await server.GetAsync($"/api/v1/runs/{run["id"]}/steps/{steps[3]["id"]}");
        await server.GetAsync("/api/v1/agents");
    }

    [Fact]
    public async Task Bad_spans_in_protobuf_are_counted_in_protobuf()
    {
        await using var server = await TestServer.StartAsync(postgres);
        // ExportTraceServiceRequest { resource_spans { scope_spans { spans {} spans {} } } }
        byte[] body = [0x0A, 0x06, 0x12, 0x04, 0x12, 0x00, 0x12, 0x00];
        using var http = server.As(TestServer.IngestKey);
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/x-protobuf");

        using var response = await http.PostAsync("/v1/traces", content);

        var answer = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([0x0A, (byte)(answer.Length - 2), 0x08, 0x02, 0x12], answer[..5]);
    }

    [Fact]
    public async Task Logs_of_no_trace_are_counted_and_long_names_of_services_are_cut()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var body = new JsonObject
        {
            ["resourceLogs"] = new JsonArray(
                new JsonObject
                {
                    ["resource"] = new JsonObject
                    {
                        ["attributes"] = Otlp.Attributes(
                            ("service.name", new string('x', 199) + "\U0001F600" + new string('y', 9_000)),
                            ("deployment.environment.name", new string('e', 9_000))
                        ),
                    },
                    ["scopeLogs"] = new JsonArray(
                        new JsonObject
                        {
                            ["logRecords"] = new JsonArray(
                                new JsonObject
                                {
                                    ["timeUnixNano"] = "1795000000000000000",
                                    ["body"] = new JsonObject { ["stringValue"] = "no trace" },
                                },
                                new JsonObject
                                {
                                    ["timeUnixNano"] = "1795000000000000000",
                                    ["traceId"] = Otlp.NewTrace(),
                                    ["body"] = new JsonObject { ["stringValue"] = "trace" },
                                }
                            ),
                        }
                    ),
                }
            ),
        };

        var (status, answer) = await server.TryPostAsync("/v1/logs", body.ToJsonString());

        Assert.True(status == HttpStatusCode.OK, answer);
        Assert.Equal("1", (string?)JsonNode.Parse(answer)!["partialSuccess"]!["rejectedLogRecords"]);
    }

    private static JsonObject With(JsonObject span, string field, JsonNode value)
    {
        span[field] = value;
        return span;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
