using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ControlPlane.Server.Tests.Platform;

namespace ControlPlane.Server.Tests.Ingestion;

/// <summary>Made-up spans as OTLP/JSON, small enough to write a trace in a line of a test.</summary>
internal static class Otlp
{
    // The same for all spans, whenever they are made.
    private static readonly long Start = TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeSeconds() / 3600 * 3600;

    public static string NewTrace() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N");

    /// <summary>What <c>at</c> is for a span that started so many minutes ago.</summary>
    public static double Ago(double minutes) =>
        (TimeProvider.System.GetUtcNow().AddMinutes(-minutes) - DateTimeOffset.FromUnixTimeSeconds(Start)).TotalSeconds;

    /// <param name="at">Seconds after the start of today's test hour.</param>
    public static JsonObject Span(
        string trace,
        int id,
        int? parent = null,
        double at = 0,
        double seconds = 1,
        params (string Key, object Value)[] attributes
    ) =>
        new()
        {
            ["traceId"] = trace,
            ["spanId"] = id.ToString("x16", CultureInfo.InvariantCulture),
            ["parentSpanId"] = parent?.ToString("x16", CultureInfo.InvariantCulture) ?? "",
            ["name"] = $"span {id}",
            ["kind"] = 3,
            ["startTimeUnixNano"] = Nanos(at),
            ["endTimeUnixNano"] = Nanos(at + seconds),
            ["attributes"] = Attributes(attributes),
            ["status"] = new JsonObject(),
        };

    public static JsonObject Agent(string trace, int id, string name, double at = 0, double seconds = 1) =>
        Span(trace, id, null, at, seconds, ("gen_ai.operation.name", "invoke_agent"), ("gen_ai.agent.name", name));

    /// <summary>A model call of 100 input and 10 output tokens.</summary>
    public static JsonObject Call(
        string trace,
        int id,
        int? parent = null,
        double at = 0,
        params (string Key, object Value)[] more
    ) => CallOf("gpt-5-mini", trace, id, parent, at, 1, more);

    /// <inheritdoc cref="Call"/>
    public static JsonObject CallOf(
        string model,
        string trace,
        int id,
        int? parent = null,
        double at = 0,
        double seconds = 1,
        params (string Key, object Value)[] more
    ) =>
        Span(
            trace,
            id,
            parent,
            at,
            seconds,
            [
                ("gen_ai.operation.name", "chat"),
                ("gen_ai.provider.name", "openai"),
                ("gen_ai.request.model", model),
                ("gen_ai.usage.input_tokens", 100L),
                ("gen_ai.usage.output_tokens", 10L),
                .. more,
            ]
        );

    /// <summary>The same span, which says that it failed.</summary>
    public static JsonObject Failed(this JsonObject span)
    {
        span["status"] = new JsonObject { ["code"] = 2, ["message"] = "it did not work" };
        return span;
    }

    public static JsonArray Attributes(params (string Key, object Value)[] attributes) =>
        new([.. attributes.Select(static a => new JsonObject { ["key"] = a.Key, ["value"] = Value(a.Value) })]);

    public static JsonObject Traces(string service, params IEnumerable<JsonObject> spans) =>
        new()
        {
            ["resourceSpans"] = new JsonArray(
                new JsonObject
                {
                    ["resource"] = new JsonObject { ["attributes"] = Attributes(("service.name", service)) },
                    ["scopeSpans"] = new JsonArray(
                        new JsonObject
                        {
                            ["scope"] = new JsonObject { ["name"] = "test" },
                            ["spans"] = new JsonArray([.. spans.Select(static span => span.DeepClone())]),
                        }
                    ),
                }
            ),
        };

    /// <summary>Sends spans and returns the answer, which must be 200.</summary>
    public static async Task<JsonNode> SendAsync(
        this TestServer server,
        string service,
        IEnumerable<JsonObject> spans,
        string token = TestServer.IngestKey
    )
    {
        var (status, body) = await server.TryPostAsync("/v1/traces", Traces(service, spans).ToJsonString(), token);
        Assert.True(status == HttpStatusCode.OK, $"{(int)status}: {body}");
        return JsonNode.Parse(body)!;
    }

    /// <summary>Posts JSON as it stands and returns whatever is answered.</summary>
    public static async Task<(HttpStatusCode Status, string Body)> TryPostAsync(
        this TestServer server,
        string path,
        string json,
        string token = TestServer.IngestKey
    )
    {
        using var http = server.As(token);
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(path, content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public static async Task<JsonNode[]> RunsAsync(this TestServer server, string query = "") =>
        [.. (await server.GetAsync("/api/v1/runs?limit=500" + query))["items"]!.AsArray().OfType<JsonNode>()];

    public static async Task<JsonNode[]> StepsAsync(this TestServer server, JsonNode run) =>
        [
            .. (await server.GetAsync($"/api/v1/runs/{run["id"]}/steps?limit=500"))["items"]!
                .AsArray()
                .OfType<JsonNode>(),
        ];

    private static string Nanos(double at) =>
        ((long)((Start + at) * 1000)).ToString(CultureInfo.InvariantCulture) + "000000";

    private static JsonObject Value(object value) =>
        value switch
        {
            string text => new JsonObject { ["stringValue"] = text },
            long number => new JsonObject { ["intValue"] = number.ToString(CultureInfo.InvariantCulture) },
            double number => new JsonObject { ["doubleValue"] = number },
            JsonObject any => any,
            _ => throw new JsonException($"No OTLP value of {value.GetType().Name}"),
        };
}
