using System.Globalization;
using System.Text;
using System.Text.Unicode;
using ControlPlane.Domain.Redaction;

namespace ControlPlane.Domain.Ingestion;

/// <summary>Takes what the installation's own patterns find out of telemetry, after the built-in redaction (T10).</summary>
public static class PatternedTelemetry
{
    /// <summary>The span without it; adds how often something was found.</summary>
    public static TelemetrySpan Redact(TelemetrySpan span, RedactionPatterns patterns, ref int count)
    {
        if (patterns.IsEmpty)
        {
            return span;
        }

        var before = count;
        var events = new List<TelemetryEvent>(span.Events.Count);
        foreach (var item in span.Events)
        {
            var name = patterns.Redact(item.Name, ref count);
            events.Add(item with { Name = name, Attributes = Redact(item.Attributes, patterns, ref count) });
        }

        var links = new List<TelemetryLink>(span.Links.Count);
        foreach (var link in span.Links)
        {
            links.Add(link with { Attributes = Redact(link.Attributes, patterns, ref count) });
        }

        var redacted = span with
        {
            Name = patterns.Redact(span.Name, ref count),
            StatusMessage = Text(span.StatusMessage, patterns, ref count),
            Attributes = Redact(span.Attributes, patterns, ref count),
            Events = events,
            Links = links,
            Scope = span.Scope with { Attributes = Redact(span.Scope.Attributes, patterns, ref count) },
            Resource = Redact(span.Resource, patterns, ref count),
        };
        return count == before ? span : redacted;
    }

    /// <summary>The log record without it; adds how often something was found.</summary>
    public static TelemetryLog Redact(TelemetryLog log, RedactionPatterns patterns, ref int count)
    {
        if (patterns.IsEmpty)
        {
            return log;
        }

        var before = count;
        var redacted = log with
        {
            Body = Value(log.Body, patterns, ref count),
            Attributes = Redact(log.Attributes, patterns, ref count),
            Scope = log.Scope with { Attributes = Redact(log.Scope.Attributes, patterns, ref count) },
            Resource = Redact(log.Resource, patterns, ref count),
        };
        return count == before ? log : redacted;
    }

    public static AttributeBag Redact(AttributeBag bag, RedactionPatterns patterns, ref int count)
    {
        var before = count;
        var values = Map(bag.Values, patterns, ref count);
        return count == before ? bag : new AttributeBag(values);
    }

    private static Dictionary<string, object?> Map(
        IReadOnlyDictionary<string, object?> map,
        RedactionPatterns patterns,
        ref int count
    )
    {
        var values = new Dictionary<string, object?>(map.Count, StringComparer.Ordinal);
        foreach (var (key, value) in map)
        {
            values[key] = Value(value, patterns, ref count);
        }

        return values;
    }

    private static object? Value(object? value, RedactionPatterns patterns, ref int count)
    {
        switch (value)
        {
            case string text:
                return patterns.Redact(text, ref count);
            case long number:
                var before = count;
                var digits = patterns.Redact(number.ToString(CultureInfo.InvariantCulture), ref count);
                return count == before ? number : digits;
            case List<object?> list:
                var items = new List<object?>(list.Count);
                foreach (var item in list)
                {
                    items.Add(Value(item, patterns, ref count));
                }

                return items;
            case Dictionary<string, object?> map:
                return Map(map, patterns, ref count);
            case byte[] bytes when Utf8.IsValid(bytes):
                return Encoding.UTF8.GetBytes(patterns.Redact(Encoding.UTF8.GetString(bytes), ref count));
            default:
                return value;
        }
    }

    private static string? Text(string? text, RedactionPatterns patterns, ref int count) =>
        text is null ? null : patterns.Redact(text, ref count);
}
