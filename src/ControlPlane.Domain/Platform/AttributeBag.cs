using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Domain.Platform;

/// <summary>
/// Attributes of a span, scope, resource, event or log record. A value is a <see cref="string"/>, <see cref="bool"/>,
/// <see cref="long"/>, <see cref="double"/>, <c>byte[]</c>, a <c>List&lt;object?&gt;</c>, a
/// <c>Dictionary&lt;string, object?&gt;</c> (a kvlist), or null.
/// </summary>
public sealed class AttributeBag(Dictionary<string, object?> values)
{
    public static AttributeBag Empty { get; } = new([]);

    public IReadOnlyDictionary<string, object?> Values => values;

    public int Count => values.Count;

    public object? this[string key] => values.GetValueOrDefault(key);

    public bool Has(string key) => values.ContainsKey(key);

    /// <summary>The value as text if it is a non-empty string, a number or a bool; else null.</summary>
    public string? Text(string key) =>
        values.GetValueOrDefault(key) switch
        {
            string { Length: > 0 } text => text,
            long number => number.ToString(CultureInfo.InvariantCulture),
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            bool flag => flag ? "true" : "false",
            _ => null,
        };

    public string? FirstText(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (Text(key) is { } text)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>The value as a whole number, also where a client sent it as a double or as text.</summary>
    public long? Number(string key) =>
        values.GetValueOrDefault(key) switch
        {
            long number => number,
            double number when double.IsFinite(number) && Math.Abs(number) < 9e15 => (long)Math.Round(number),
            string text when long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) =>
                number,
            _ => null,
        };

    public long? FirstNumber(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (Number(key) is { } number)
            {
                return number;
            }
        }

        return null;
    }

    /// <summary>The value as a number with a fraction.</summary>
    public double? Real(string key) =>
        values.GetValueOrDefault(key) switch
        {
            long number => number,
            double number when double.IsFinite(number) => number,
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
                number,
            _ => null,
        };

    /// <summary>
    /// The value as JSON: structured values as they are, text parsed. Null if there is none or it is not JSON, as
    /// where a client's length limit cut it.
    /// </summary>
    public JsonNode? Json(string key) =>
        values.GetValueOrDefault(key) switch
        {
            null => null,
            string text => JsonText.Parse(text),
            var value => ToJson(value),
        };

    /// <summary>The value as a list of texts: an array, a JSON array in text, or one plain text.</summary>
    public IReadOnlyList<string> Texts(string key) =>
        values.GetValueOrDefault(key) switch
        {
            List<object?> list => [.. list.OfType<string>()],
            string { Length: > 0 } text => JsonText.Parse(text) is JsonArray array
                ? [.. array.Select(static item => item?.ToString()).OfType<string>()]
                : [text],
            _ => [],
        };

    public JsonObject ToJson() => new(values.Select(static pair => KeyValuePair.Create(pair.Key, ToJson(pair.Value))));

    public static JsonNode? ToJson(object? value) =>
        value switch
        {
            null => null,
            string text => JsonValue.Create(text),
            bool flag => JsonValue.Create(flag),
            long number => JsonValue.Create(number),
            double number => double.IsFinite(number)
                ? JsonValue.Create(number)
                : JsonValue.Create(number.ToString(CultureInfo.InvariantCulture)),
            byte[] bytes => JsonValue.Create(Convert.ToBase64String(bytes)),
            List<object?> list => new JsonArray([.. list.Select(ToJson)]),
            Dictionary<string, object?> map => new JsonObject(
                map.Select(static pair => KeyValuePair.Create(pair.Key, ToJson(pair.Value)))
            ),
            _ => JsonValue.Create(value.ToString()),
        };

    public static AttributeBag FromJson(JsonObject json) =>
        new(json.ToDictionary(static pair => pair.Key, static pair => FromJson(pair.Value), StringComparer.Ordinal));

    private static object? FromJson(JsonNode? node) =>
        node switch
        {
            null => null,
            JsonArray array => array.Select(FromJson).ToList(),
            JsonObject map => map.ToDictionary(
                static pair => pair.Key,
                static pair => FromJson(pair.Value),
                StringComparer.Ordinal
            ),
            JsonValue value => value.GetValueKind() switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Number => value.TryGetValue<long>(out var whole) ? whole : value.GetValue<double>(),
                _ => value.ToString(),
            },
            _ => null,
        };
}
