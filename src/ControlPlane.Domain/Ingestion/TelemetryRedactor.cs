using ControlPlane.Domain.Redaction;

namespace ControlPlane.Domain.Ingestion;

/// <summary>
/// Takes secrets out of all that a span or a log record carries. What holds none stays the same instance.
/// </summary>
public static class TelemetryRedactor
{
    /// <summary>The span without secrets and how many there were.</summary>
    public static (TelemetrySpan Span, int Count) Redact(TelemetrySpan span)
    {
        var count = 0;
        var redacted = span with
        {
            Name = SecretRedactor.Redact(span.Name, ref count)!,
            StatusMessage = SecretRedactor.Redact(span.StatusMessage, ref count),
            Attributes = ValueRedactor.Redact(span.Attributes, ref count),
            Events = Redact(span.Events, ref count),
            Links = Redact(span.Links, ref count),
            Scope = Redact(span.Scope, ref count),
            Resource = ValueRedactor.Redact(span.Resource, ref count),
        };
        return count == 0 ? (span, 0) : (redacted, count);
    }

    /// <summary>The log record without secrets and how many there were.</summary>
    public static (TelemetryLog Log, int Count) Redact(TelemetryLog log)
    {
        var count = 0;
        var redacted = log with
        {
            EventName = SecretRedactor.Redact(log.EventName, ref count),
            SeverityText = SecretRedactor.Redact(log.SeverityText, ref count),
            Body = ValueRedactor.Redact(log.Body, ref count),
            Attributes = ValueRedactor.Redact(log.Attributes, ref count),
            Scope = Redact(log.Scope, ref count),
            Resource = ValueRedactor.Redact(log.Resource, ref count),
        };
        return count == 0 ? (log, 0) : (redacted, count);
    }

    private static TelemetryScope Redact(TelemetryScope scope, ref int count)
    {
        var before = count;
        var redacted = scope with
        {
            Name = SecretRedactor.Redact(scope.Name, ref count)!,
            Version = SecretRedactor.Redact(scope.Version, ref count)!,
            Attributes = ValueRedactor.Redact(scope.Attributes, ref count),
        };
        return count == before ? scope : redacted;
    }

    private static IReadOnlyList<TelemetryEvent> Redact(IReadOnlyList<TelemetryEvent> events, ref int count)
    {
        TelemetryEvent[]? redacted = null;
        for (var index = 0; index < events.Count; index++)
        {
            var before = count;
            var name = SecretRedactor.Redact(events[index].Name, ref count)!;
            var attributes = ValueRedactor.Redact(events[index].Attributes, ref count);
            if (count != before)
            {
                redacted ??= [.. events];
                redacted[index] = events[index] with { Name = name, Attributes = attributes };
            }
        }

        return redacted ?? events;
    }

    private static IReadOnlyList<TelemetryLink> Redact(IReadOnlyList<TelemetryLink> links, ref int count)
    {
        var before = count;
        var redacted = new List<TelemetryLink>(links.Count);
        foreach (var link in links)
        {
            redacted.Add(link with { Attributes = ValueRedactor.Redact(link.Attributes, ref count) });
        }

        return count == before ? links : redacted;
    }
}
