using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Domain.Platform;

/// <summary>
/// JSON that stands inside a text, as clients put prompts and results into attributes. It never throws: length limits
/// cut such texts anywhere, and some hold equal keys twice (the last wins) or half a surrogate pair.
/// </summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128 };

    /// <summary>The JSON in a text; null if it is not JSON (a plain word or sentence, or cut).</summary>
    public static JsonNode? Parse(string? text)
    {
        if (text is null || !LooksLikeJson(text))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text, Options);
            return Copy(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The JSON in a text if it is an object or an array, else the text itself.</summary>
    public static JsonNode? ParseOrText(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : Parse(text) is { } node and (JsonObject or JsonArray) ? node
        : JsonValue.Create(text);

    /// <summary>The same for a value that may already be structured.</summary>
    public static JsonNode? Unwrap(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? ParseOrText(text) : node?.DeepClone();

    private static bool LooksLikeJson(string text)
    {
        var start = text.AsSpan().TrimStart();
        return !start.IsEmpty && (start[0] is '{' or '[' or '"' or '-' || char.IsAsciiDigit(start[0]));
    }

    /// <summary>The element as nodes: the last of equal keys wins, and what is no valid text is put right.</summary>
    public static JsonNode? Copy(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var map = new JsonObject();
                foreach (var property in element.EnumerateObject())
                {
                    map[NameOf(property)] = Copy(property.Value);
                }

                return map;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(Copy)]);
            case JsonValueKind.String:
                return JsonValue.Create(JsonStrings.Read(element));
            case JsonValueKind.Number:
                return CopyNumber(element);
            case JsonValueKind.True:
                return JsonValue.Create(true);
            case JsonValueKind.False:
                return JsonValue.Create(false);
            default:
                return null;
        }
    }

    private static JsonValue CopyNumber(JsonElement element) =>
        element.TryGetInt64(out var whole) ? JsonValue.Create(whole)
        : element.TryGetDouble(out var real) && double.IsFinite(real) ? JsonValue.Create(real)
        : JsonValue.Create(element.GetRawText());

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return SafeText.Clean(property.Name);
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }
}
