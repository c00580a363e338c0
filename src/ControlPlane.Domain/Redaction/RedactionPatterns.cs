using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Redaction;

/// <summary>
/// The installation's own patterns, ready to use on text that was redacted by the built-in rules already. What is
/// redacted is not redacted again, and JSON stays JSON. Immutable.
/// </summary>
public sealed class RedactionPatterns
{
    private const string MarkerStart = "[redacted:";

    private readonly Ready[] patterns;

    public RedactionPatterns(IEnumerable<RedactionPattern> patterns, PatternCounts counts) =>
        this.patterns = [.. patterns.Select(pattern => new Ready(pattern, pattern.Compile(), counts))];

    public static RedactionPatterns None { get; } = new([], new());

    public bool IsEmpty => patterns.Length == 0;

    /// <summary>The text without what the patterns find; adds how many there were.</summary>
    public string Redact(string text, ref int count)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Expression.IsMatch(text))
            {
                text = JsonOf(text) is { } json ? Redact(json, pattern, ref count) : Replace(text, pattern, ref count);
            }
        }

        return text;
    }

    private static string Replace(string text, Ready pattern, ref int count)
    {
        var result = new StringBuilder(text.Length);
        var copied = 0;
        foreach (Match match in pattern.Expression.Matches(text))
        {
            if (match.Length == 0 || TouchesMarker(text, match.Index, match.Index + match.Length))
            {
                continue;
            }

            result
                .Append(text, copied, match.Index - copied)
                .Append(MarkerStart)
                .Append(pattern.Pattern.Kind)
                .Append(']');
            copied = match.Index + match.Length;
            pattern.Add();
            count++;
        }

        return copied == 0 ? text : result.Append(text, copied, text.Length - copied).ToString();
    }

    private static bool TouchesMarker(string text, int start, int end)
    {
        for (var at = text.IndexOf(MarkerStart, StringComparison.Ordinal); at >= 0 && at < end; )
        {
            var close = text.IndexOf(']', at);
            if (close < 0 || close >= start)
            {
                return close >= 0;
            }

            at = text.IndexOf(MarkerStart, close, StringComparison.Ordinal);
        }

        return false;
    }

    // In JSON a find may reach over quotes or be a bare number, so it is looked for value by value.
    private static JsonNode? JsonOf(string text) =>
        text.AsSpan().TrimStart() is ['{' or '[', ..] ? JsonText.Parse(text) : null;

    private static string Redact(JsonNode json, Ready pattern, ref int count)
    {
        var changed = Walk(json, pattern, ref count);
        return changed!.ToJsonString(
            new JsonSerializerOptions
            {
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
    }

    private static JsonNode? Walk(JsonNode? node, Ready pattern, ref int count)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (var (name, value) in fields.ToArray())
                {
                    if (Walk(value, pattern, ref count) is var walked && !ReferenceEquals(walked, value))
                    {
                        fields[name] = walked;
                    }
                }

                return fields;
            case JsonArray items:
                for (var index = 0; index < items.Count; index++)
                {
                    if (Walk(items[index], pattern, ref count) is var walked && !ReferenceEquals(walked, items[index]))
                    {
                        items[index] = walked;
                    }
                }

                return items;
            case JsonValue value when value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number:
                var before = count;
                var text = Replace(value.ToString(), pattern, ref count);
                return count == before ? node : JsonValue.Create(text);
            default:
                return node;
        }
    }

    private sealed class Ready(RedactionPattern pattern, Regex expression, PatternCounts counts)
    {
        public RedactionPattern Pattern => pattern;

        public Regex Expression => expression;

        public void Add() => counts.Add(pattern.Id);
    }
}
