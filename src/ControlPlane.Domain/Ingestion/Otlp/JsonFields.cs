using System.Globalization;
using System.Text.Json;
using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Ingestion.Otlp;

/// <summary>Fields of an OTLP JSON object: camelCase or snake_case, numbers as numbers or as text.</summary>
internal static class JsonFields
{
    public static JsonElement? Field(this JsonElement element, string camel, string snake)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new OtlpFormatException($"An object was expected around '{camel}'.");
        }

        if (!element.TryGetProperty(camel, out var value) && !element.TryGetProperty(snake, out value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Null ? null : value;
    }

    public static IEnumerable<JsonElement> Items(this JsonElement element, string camel, string snake)
    {
        if (element.Field(camel, snake) is not { } value)
        {
            return [];
        }

        return value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : throw new OtlpFormatException($"'{camel}' is not an array.");
    }

    public static string Text(this JsonElement element, string camel, string snake)
    {
        if (element.Field(camel, snake) is not { } value)
        {
            return "";
        }

        return value.ValueKind == JsonValueKind.String
            ? JsonStrings.Read(value)
            : throw new OtlpFormatException($"'{camel}' is not a string.");
    }

    public static ulong Nanos(this JsonElement element, string camel, string snake) =>
        element.Field(camel, snake) is { } value
            ? (ulong)Int128.Clamp(Whole(value, camel), ulong.MinValue, ulong.MaxValue)
            : 0;

    /// <summary>A number, its text, or the name of an enum member.</summary>
    public static int Enum(this JsonElement element, string camel, string snake, Func<string, int> byName)
    {
        if (element.Field(camel, snake) is not { } value)
        {
            return 0;
        }

        if (value.ValueKind == JsonValueKind.String && JsonStrings.Read(value) is var text && !IsNumber(text))
        {
            return byName(text);
        }

        return (int)Int128.Clamp(Whole(value, camel), int.MinValue, int.MaxValue);
    }

    public static Int128 Whole(JsonElement value, string name)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => JsonStrings.Read(value),
            _ => throw new OtlpFormatException($"'{name}' is not a number."),
        };
        if (Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return whole;
        }

        return
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            && Math.Abs(real) < 1e30
            ? (Int128)real
            : throw new OtlpFormatException($"'{name}' is not a whole number.");
    }

    private static bool IsNumber(string text) => text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] == '-');
}
