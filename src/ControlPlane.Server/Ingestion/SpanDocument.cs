using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Domain.Ingestion;
using ControlPlane.Domain.Platform;
using ControlPlane.Server.Runs.Recording;

namespace ControlPlane.Server.Ingestion;

/// <summary>A span as it is stored: everything the client sent, without secrets.</summary>
internal static class SpanDocument
{
    public const string Source = "otlp";

    public static byte[] Pack(TelemetrySpan span) =>
        StepDocument.Pack(
            new JsonObject
            {
                ["source"] = Source,
                ["traceId"] = span.TraceId,
                ["spanId"] = span.SpanId,
                ["parentSpanId"] = span.ParentSpanId,
                ["name"] = span.Name,
                ["kind"] = span.Kind,
                ["flags"] = span.Flags,
                ["links"] = new JsonArray([
                    .. span.Links.Select(static link => new JsonObject
                    {
                        ["traceId"] = link.TraceId,
                        ["spanId"] = link.SpanId,
                        ["attributes"] = link.Attributes.ToJson(),
                    }),
                ]),
                ["startedAt"] = TimeText.Of(span.StartedAt),
                ["endedAt"] = span.EndedAt is { } end ? TimeText.Of(end) : null,
                ["statusCode"] = span.StatusCode,
                ["statusMessage"] = span.StatusMessage,
                ["attributes"] = span.Attributes.ToJson(),
                ["events"] = new JsonArray([
                    .. span.Events.Select(static item => new JsonObject
                    {
                        ["name"] = item.Name,
                        ["at"] = TimeText.Of(item.At),
                        ["attributes"] = item.Attributes.ToJson(),
                    }),
                ]),
                ["scope"] = ScopeDocument.Of(span.Scope),
                ["resource"] = span.Resource.ToJson(),
            }
        );

    public static TelemetrySpan Read(JsonNode json) =>
        new(
            Text(json, "traceId") ?? "",
            Text(json, "spanId") ?? "",
            Text(json, "parentSpanId"),
            Text(json, "name") ?? "",
            json["kind"]!.GetValue<int>(),
            TimeText.Parse(Text(json, "startedAt")),
            Text(json, "endedAt") is { } end ? TimeText.Parse(end) : null,
            json["statusCode"]!.GetValue<int>(),
            Text(json, "statusMessage"),
            Bag(json["attributes"]),
            [
                .. json["events"]!
                    .AsArray()
                    .Select(static item => new TelemetryEvent(
                        Text(item!, "name") ?? "",
                        TimeText.Parse(Text(item!, "at")),
                        Bag(item!["attributes"])
                    )),
            ],
            ScopeDocument.Read(json["scope"]),
            Bag(json["resource"])
        )
        {
            Flags = json["flags"]?.GetValue<uint>() ?? 0,
            Links =
            [
                .. json["links"]!
                    .AsArray()
                    .Select(static link => new TelemetryLink(
                        Text(link!, "traceId") ?? "",
                        Text(link!, "spanId") ?? "",
                        Bag(link!["attributes"])
                    )),
            ],
        };

    private static string? Text(JsonNode json, string name) => json[name]?.GetValue<string>();

    private static AttributeBag Bag(JsonNode? json) =>
        json is JsonObject map ? AttributeBag.FromJson(map) : AttributeBag.Empty;
}

internal static class ScopeDocument
{
    public static JsonObject Of(TelemetryScope scope) =>
        new()
        {
            ["name"] = scope.Name,
            ["version"] = scope.Version,
            ["attributes"] = scope.Attributes.ToJson(),
        };

    public static TelemetryScope Read(JsonNode? json) =>
        new(
            json?["name"]?.GetValue<string>() ?? "",
            json?["version"]?.GetValue<string>() ?? "",
            json?["attributes"] is JsonObject map ? AttributeBag.FromJson(map) : AttributeBag.Empty
        );
}

internal static class TimeText
{
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    public static DateTimeOffset Parse(string? text) =>
        DateTimeOffset.Parse(text ?? "1970-01-01Z", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
