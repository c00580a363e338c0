using ControlPlane.Domain.Redaction;

namespace ControlPlane.Domain.Ingestion;

/// <summary>
/// Takes secrets out of all that a span or a log record carries. What holds none stays the same instance.
/// </summary>
public sealed class TelemetryRedactor(RedactionPatterns patterns)
{
    private readonly ValueRedactor values = new(patterns);

    /// <summary>The span without secrets and how many there were.</summary>
    public (TelemetrySpan Span, int Count) Redact(TelemetrySpan span)
    {
        var count = 0;
        var redacted = span with
        {
            Name = values.Text(span.Name, ref count),
            StatusMessage = values.Text(span.StatusMessage, ref count),
            Attributes = values.Redact(span.Attributes, ref count),
            Events = Redact(span.Events, ref count),
            Links = Redact(span.Links, ref count),
            Scope = Redact(span.Scope, ref count),
            Resource = values.Redact(span.Resource, ref count),
        };
        return count == 0 ? (span, 0) : (redacted, count);
    }

    /// <summary>The log record without secrets and how many there were.</summary>
    public (TelemetryLog Log, int Count) Redact(TelemetryLog log)
    {
        var count = 0;
        var redacted = log with
        {
            EventName = values.Text(log.EventName, ref count),
            SeverityText = values.Text(log.SeverityText, ref count),
            Body = values.Redact(log.Body, ref count),
            Attributes = values.Redact(log.Attributes, ref count),
            Scope = Redact(log.Scope, ref count),
            Resource = values.Redact(log.Resource, ref count),
        };
        return count == 0 ? (log, 0) : (redacted, count);
    }

    private TelemetryScope Redact(TelemetryScope scope, ref int count)
    {
        var before = count;
        var redacted = scope with
        {
            Name = values.Text(scope.Name, ref count),
            Version = values.Text(scope.Version, ref count),
            Attributes = values.Redact(scope.Attributes, ref count),
        };
        return count == before ? scope : redacted;
    }

    private IReadOnlyList<TelemetryEvent> Redact(IReadOnlyList<TelemetryEvent> events, ref int count)
    {
        TelemetryEvent[]? redacted = null;
        for (var index = 0; index < events.Count; index++)
        {
            var before = count;
            var name = values.Text(events[index].Name, ref count);
            var attributes = values.Redact(events[index].Attributes, ref count);
            if (count != before)
            {
                redacted ??= [.. events];
                redacted[index] = events[index] with { Name = name, Attributes = attributes };
            }
        }

        return redacted ?? events;
    }

    private IReadOnlyList<TelemetryLink> Redact(IReadOnlyList<TelemetryLink> links, ref int count)
    {
        var before = count;
        var redacted = new List<TelemetryLink>(links.Count);
        foreach (var link in links)
        {
            redacted.Add(link with { Attributes = values.Redact(link.Attributes, ref count) });
        }

        return count == before ? links : redacted;
    }
}
