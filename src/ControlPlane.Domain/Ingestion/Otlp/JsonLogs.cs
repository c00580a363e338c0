using System.Globalization;
using System.Text.Json;

namespace ControlPlane.Domain.Ingestion.Otlp;

/// <summary>A log record in OTLP JSON.</summary>
internal static class JsonLogs
{
    private const string SeverityPrefix = "SEVERITY_NUMBER_";
    private static readonly string[] Severities = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

    public static LogDraft Read(JsonElement element)
    {
        var log = new LogDraft
        {
            TraceId = JsonSpans.Id(element, "traceId", "trace_id"),
            SpanId = JsonSpans.Id(element, "spanId", "span_id"),
            EventName = element.Text("eventName", "event_name"),
            Time = element.Nanos("timeUnixNano", "time_unix_nano"),
            Observed = element.Nanos("observedTimeUnixNano", "observed_time_unix_nano"),
            Severity = element.Enum("severityNumber", "severity_number", SeverityByName),
            SeverityText = element.Text("severityText", "severity_text"),
        };
        log.Body = element.Field("body", "body") is { } body ? JsonValues.ReadValue(body, 0, log.Cuts) : null;
        log.Attributes = JsonValues.ReadAttributes(element, log.Cuts);
        return log;
    }

    /// <summary>Each of the six words stands for four numbers: <c>INFO</c> 9, <c>INFO2</c> 10 …</summary>
    private static int SeverityByName(string name)
    {
        if (!name.StartsWith(SeverityPrefix, StringComparison.Ordinal))
        {
            return 0;
        }

        var word = name.AsSpan(SeverityPrefix.Length);
        var step = int.TryParse(word[^1..], NumberStyles.None, CultureInfo.InvariantCulture, out var digit) ? digit : 1;
        var index = Array.IndexOf(Severities, word.TrimEnd("0123456789").ToString());
        return index < 0 ? 0 : (index * 4) + step;
    }
}
