using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ControlPlane.Domain.Ingestion;
using ControlPlane.Domain.Ingestion.Otlp;
using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Redaction;
using ControlPlane.Domain.Runs;
using ControlPlane.Server.Runs.Recording;

namespace ControlPlane.Server.Ingestion;

/// <summary>A log record as it is stored, with its step or, without a span, with its run.</summary>
internal static class LogDocument
{
    public static ReportedLog Report(TelemetryLog received, RedactionPatterns patterns)
    {
        var (log, redactions) = new TelemetryRedactor(patterns).Redact(received);
        var document = Document(log);
        // A record has no id of its own: its content is its identity, so that a resent one is stored once.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(document.ToJsonString()));
        return new ReportedLog(
            log.TraceId!,
            log.SpanId is { } span ? StepKey.OfSpan(log.TraceId!, span) : Guid.Empty,
            "log:" + Convert.ToHexStringLower(hash.AsSpan(0, 16)),
            log.At,
            log.Resource.Text("service.name"),
            log.Resource.FirstText("deployment.environment.name", "deployment.environment"),
            redactions,
            OtlpLimits.CutsOn(received.Attributes, received.Resource),
            StepDocument.Pack(document)
        );
    }

    public static TelemetryLog Read(JsonNode json) =>
        new(
            json["traceId"]?.GetValue<string>(),
            json["spanId"]?.GetValue<string>(),
            json["eventName"]?.GetValue<string>(),
            TimeText.Parse(json["at"]?.GetValue<string>()),
            json["severityNumber"]!.GetValue<int>(),
            json["severityText"]?.GetValue<string>(),
            AttributeBag.FromJson(new JsonObject { ["body"] = json["body"]?.DeepClone() })["body"],
            json["attributes"] is JsonObject attributes ? AttributeBag.FromJson(attributes) : AttributeBag.Empty,
            ScopeDocument.Read(json["scope"]),
            json["resource"] is JsonObject resource ? AttributeBag.FromJson(resource) : AttributeBag.Empty
        );

    private static JsonObject Document(TelemetryLog log) =>
        new()
        {
            ["source"] = SpanDocument.Source,
            ["traceId"] = log.TraceId,
            ["spanId"] = log.SpanId,
            ["eventName"] = log.EventName,
            ["at"] = TimeText.Of(log.At),
            ["severityNumber"] = log.SeverityNumber,
            ["severityText"] = log.SeverityText,
            ["body"] = AttributeBag.ToJson(log.Body),
            ["attributes"] = log.Attributes.ToJson(),
            ["scope"] = ScopeDocument.Of(log.Scope),
            ["resource"] = log.Resource.ToJson(),
        };
}
