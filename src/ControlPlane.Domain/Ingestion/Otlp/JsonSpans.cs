using System.Text.Json;
using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Ingestion.Otlp;

/// <summary>A span in OTLP JSON.</summary>
internal static class JsonSpans
{
    public static SpanDraft Read(JsonElement element)
    {
        var span = new SpanDraft
        {
            TraceId = Id(element, "traceId", "trace_id"),
            SpanId = Id(element, "spanId", "span_id"),
            ParentSpanId = Id(element, "parentSpanId", "parent_span_id"),
            Kind = element.Enum("kind", "kind", KindByName),
            Start = element.Nanos("startTimeUnixNano", "start_time_unix_nano"),
            End = element.Nanos("endTimeUnixNano", "end_time_unix_nano"),
            Flags = (uint)Math.Min(element.Nanos("flags", "flags"), uint.MaxValue),
        };
        span.Name = span.Cuts.Text(element.Text("name", "name"));
        span.Attributes = JsonValues.ReadAttributes(element, span.Cuts);
        ReadStatus(element, span);
        ReadEvents(element, span);
        ReadLinks(element, span);
        return span;
    }

    internal static string Id(JsonElement element, string camel, string snake) =>
        element.Text(camel, snake).ToLowerInvariant();

    private static void ReadStatus(JsonElement element, SpanDraft span)
    {
        if (element.Field("status", "status") is { } status)
        {
            span.StatusCode = status.Enum("code", "code", StatusByName);
            span.StatusMessage = span.Cuts.Text(status.Text("message", "message"));
        }
    }

    private static void ReadEvents(JsonElement element, SpanDraft span)
    {
        foreach (var item in element.Items("events", "events"))
        {
            if (span.HasRoomForEvent())
            {
                span.Events.Add(
                    new EventDraft(
                        span.Cuts.Text(item.Text("name", "name")),
                        item.Nanos("timeUnixNano", "time_unix_nano"),
                        new AttributeBag(JsonValues.ReadAttributes(item, span.Cuts))
                    )
                );
            }
        }
    }

    private static void ReadLinks(JsonElement element, SpanDraft span)
    {
        foreach (var item in element.Items("links", "links").Take(OtlpLimits.Events))
        {
            span.Links.Add(
                new TelemetryLink(
                    Id(item, "traceId", "trace_id"),
                    Id(item, "spanId", "span_id"),
                    new AttributeBag(JsonValues.ReadAttributes(item, span.Cuts))
                )
            );
        }
    }

    private static int KindByName(string name) =>
        name switch
        {
            "SPAN_KIND_INTERNAL" => 1,
            "SPAN_KIND_SERVER" => 2,
            "SPAN_KIND_CLIENT" => 3,
            "SPAN_KIND_PRODUCER" => 4,
            "SPAN_KIND_CONSUMER" => 5,
            _ => 0,
        };

    private static int StatusByName(string name) =>
        name switch
        {
            "STATUS_CODE_OK" => 1,
            "STATUS_CODE_ERROR" => 2,
            _ => 0,
        };
}
