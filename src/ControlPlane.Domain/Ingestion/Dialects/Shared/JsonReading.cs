using System.Text.Json.Nodes;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>Looks into JSON of unknown shape without ever throwing.</summary>
internal static class JsonReading
{
    /// <summary>The first of some members that is there and not null.</summary>
    public static JsonNode? Any(this JsonNode? node, params ReadOnlySpan<string> names)
    {
        if (node is JsonObject map)
        {
            foreach (var name in names)
            {
                if (map.TryGetPropertyValue(name, out var value) && value is not null)
                {
                    return value;
                }
            }
        }

        return null;
    }

    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            node = node.Any(name);
        }

        return node;
    }

    /// <summary>The text of a string or number; null for everything else and for the empty text.</summary>
    public static string? AsText(this JsonNode? node) =>
        node is JsonValue value
            ? value.TryGetValue<string>(out var text)
                ? text.Length > 0
                    ? text
                    : null
                : value.ToString()
            : null;

    public static long? AsNumber(this JsonNode? node) =>
        node is JsonValue value
            ? value.TryGetValue<long>(out var whole)
                ? whole
                : value.TryGetValue<double>(out var real) && Math.Abs(real) < 9e15
                    ? (long)Math.Round(real)
                    : null
            : null;

    public static IEnumerable<JsonNode?> AsItems(this JsonNode? node) => node as JsonArray ?? [];
}
