using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Ingestion.Otlp;

/// <summary>
/// OTLP requests in JSON, as clients really write them: hex ids, numbers as numbers or as text, enums as numbers or
/// names, camelCase or snake_case. Unknown fields are ignored; a body that is not such JSON throws
/// <see cref="OtlpFormatException"/>; a single bad span or record is rejected on its own.
/// </summary>
public static class OtlpJson
{
    // A value nested to its limit takes four JSON levels each; the envelope and some air come on top.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = (4 * OtlpLimits.Depth) + 64 };

    /// <summary>Reads an <c>ExportTraceServiceRequest</c>.</summary>
    /// <exception cref="OtlpFormatException">The body is not OTLP JSON.</exception>
    public static DecodedTraces ReadTraces(ReadOnlyMemory<byte> body)
    {
        var sorter = new Sorter<TelemetrySpan>();
        ForEach(
            body,
            new EnvelopeNames("resourceSpans", "resource_spans", "scopeSpans", "scope_spans", "spans", "spans"),
            (item, scope, resource) =>
                sorter.Add(
                    Accept(
                        item,
                        (JsonElement e, out string? why) => JsonSpans.Read(e).Accept(scope, resource, out why),
                        out var reason
                    ),
                    reason
                )
        );
        return new DecodedTraces(sorter.Accepted, sorter.Rejected);
    }

    /// <summary>Reads an <c>ExportLogsServiceRequest</c>.</summary>
    /// <exception cref="OtlpFormatException">The body is not OTLP JSON.</exception>
    public static DecodedLogs ReadLogs(ReadOnlyMemory<byte> body)
    {
        var sorter = new Sorter<TelemetryLog>();
        ForEach(
            body,
            new EnvelopeNames("resourceLogs", "resource_logs", "scopeLogs", "scope_logs", "logRecords", "log_records"),
            (item, scope, resource) =>
                sorter.Add(
                    Accept(
                        item,
                        (JsonElement e, out string? why) => JsonLogs.Read(e).Accept(scope, resource, out why),
                        out var reason
                    ),
                    reason
                )
        );
        return new DecodedLogs(sorter.Accepted, sorter.Rejected);
    }

    private delegate T? Acceptance<T>(JsonElement item, out string? reason);

    private static T? Accept<T>(JsonElement item, Acceptance<T> accept, out string? reason)
        where T : class
    {
        try
        {
            return accept(item, out reason);
        }
        catch (OtlpFormatException e)
        {
            reason = e.Message;
            return null;
        }
    }

    private static void ForEach(
        ReadOnlyMemory<byte> body,
        EnvelopeNames names,
        Action<JsonElement, TelemetryScope, AttributeBag> read
    )
    {
        try
        {
            using var document = Parse(body);
            foreach (var owner in document.RootElement.Items(names.Resource, names.ResourceSnake))
            {
                var resource = JsonValues.ReadResource(owner.Field("resource", "resource"));
                foreach (var part in owner.Items(names.Scope, names.ScopeSnake))
                {
                    var scope = JsonValues.ReadScope(part.Field("scope", "scope"));
                    foreach (var item in part.Items(names.Item, names.ItemSnake))
                    {
                        read(item, scope, resource);
                    }
                }
            }
        }
        catch (JsonException e)
        {
            throw new OtlpFormatException($"The body is not JSON: {e.Message}", e);
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Span.StartsWith(Encoding.UTF8.Preamble))
        {
            body = body[Encoding.UTF8.Preamble.Length..];
        }

        return Utf8.IsValid(body.Span)
            ? JsonDocument.Parse(body, Options)
            : JsonDocument.Parse(Encoding.UTF8.GetString(body.Span), Options);
    }

    private sealed record EnvelopeNames(
        string Resource,
        string ResourceSnake,
        string Scope,
        string ScopeSnake,
        string Item,
        string ItemSnake
    );
}
