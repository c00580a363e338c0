using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Domain.Ingestion;
using ControlPlane.Domain.Platform;

namespace ControlPlane.Server.Tests.Ingestion;

/// <summary>Writes decoded telemetry back as OTLP/JSON, one record a request, to cut captures into pieces.</summary>
internal static class OtlpJsonSpan
{
    public static JsonObject Request(TelemetrySpan span) =>
        new()
        {
            ["resourceSpans"] = new JsonArray(
                new JsonObject
                {
                    ["resource"] = new JsonObject { ["attributes"] = Attributes(span.Resource) },
                    ["scopeSpans"] = new JsonArray(
                        new JsonObject { ["scope"] = Scope(span.Scope), ["spans"] = new JsonArray(Span(span)) }
                    ),
                }
            ),
        };

    public static JsonObject Request(TelemetryLog log) =>
        new()
        {
            ["resourceLogs"] = new JsonArray(
                new JsonObject
                {
                    ["resource"] = new JsonObject { ["attributes"] = Attributes(log.Resource) },
                    ["scopeLogs"] = new JsonArray(
                        new JsonObject { ["scope"] = Scope(log.Scope), ["logRecords"] = new JsonArray(Log(log)) }
                    ),
                }
            ),
        };

    private static JsonObject Span(TelemetrySpan span) =>
        new()
        {
            ["traceId"] = span.TraceId,
            ["spanId"] = span.SpanId,
            ["parentSpanId"] = span.ParentSpanId,
            ["name"] = span.Name,
            ["kind"] = span.Kind,
            ["flags"] = span.Flags,
            ["startTimeUnixNano"] = Nanos(span.StartedAt),
            ["endTimeUnixNano"] = span.EndedAt is { } end ? Nanos(end) : null,
            ["status"] = new JsonObject { ["code"] = span.StatusCode, ["message"] = span.StatusMessage },
            ["attributes"] = Attributes(span.Attributes),
            ["events"] = new JsonArray([
                .. span.Events.Select(static item => new JsonObject
                {
                    ["name"] = item.Name,
                    ["timeUnixNano"] = Nanos(item.At),
                    ["attributes"] = Attributes(item.Attributes),
                }),
            ]),
        };

    private static JsonObject Log(TelemetryLog log) =>
        new()
        {
            ["traceId"] = log.TraceId,
            ["spanId"] = log.SpanId,
            ["eventName"] = log.EventName,
            ["timeUnixNano"] = Nanos(log.At),
            ["severityNumber"] = log.SeverityNumber,
            ["severityText"] = log.SeverityText,
            ["body"] = Value(log.Body),
            ["attributes"] = Attributes(log.Attributes),
        };

    private static JsonObject Scope(TelemetryScope scope) =>
        new() { ["name"] = scope.Name, ["version"] = scope.Version };

    private static string Nanos(DateTimeOffset time) =>
        ((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100).ToString(CultureInfo.InvariantCulture);

    private static JsonArray Attributes(AttributeBag bag) =>
        new([
            .. bag.Values.Select(static pair => new JsonObject { ["key"] = pair.Key, ["value"] = Value(pair.Value) }),
        ]);

    private static JsonNode? Value(object? value) =>
        value switch
        {
            null => null,
            string text => new JsonObject { ["stringValue"] = text },
            bool flag => new JsonObject { ["boolValue"] = flag },
            long number => new JsonObject { ["intValue"] = number.ToString(CultureInfo.InvariantCulture) },
            double number => new JsonObject { ["doubleValue"] = number },
            byte[] bytes => new JsonObject { ["bytesValue"] = Convert.ToBase64String(bytes) },
            List<object?> list => new JsonObject
            {
                ["arrayValue"] = new JsonObject { ["values"] = new JsonArray([.. list.Select(Value)]) },
            },
            Dictionary<string, object?> map => new JsonObject
            {
                ["kvlistValue"] = new JsonObject { ["values"] = Attributes(new AttributeBag(map)) },
            },
            _ => throw new NotSupportedException(value.GetType().Name),
        };
}
