using System.Globalization;
using System.Text.Json;
using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Ingestion.Otlp;

/// <summary>AnyValue, KeyValue, Resource and InstrumentationScope in JSON.</summary>
internal static class JsonValues
{
    public static AttributeBag ReadResource(JsonElement? resource)
    {
        if (resource is not { } value)
        {
            return AttributeBag.Empty;
        }

        var cuts = new Cuts();
        var attributes = ReadAttributes(value, cuts);
        cuts.MarkOn(attributes);
        return new AttributeBag(attributes);
    }

    public static TelemetryScope ReadScope(JsonElement? scope) =>
        scope is { } value
            ? new TelemetryScope(
                value.Text("name", "name"),
                value.Text("version", "version"),
                new AttributeBag(ReadAttributes(value, new Cuts()))
            )
            : new TelemetryScope("", "", AttributeBag.Empty);

    public static Dictionary<string, object?> ReadAttributes(JsonElement owner, Cuts cuts)
    {
        var attributes = new AttributeCollector(cuts);
        foreach (var pair in owner.Items("attributes", "attributes"))
        {
            var value = pair.Field("value", "value") is { } found ? ReadValue(found, 0, cuts) : null;
            attributes.Add(cuts.Text(pair.Text("key", "key")), value);
        }

        return attributes.Values;
    }

    public static object? ReadValue(JsonElement value, int depth, Cuts cuts)
    {
        if (value.Field("stringValue", "string_value") is not null)
        {
            return cuts.Text(value.Text("stringValue", "string_value"));
        }

        if (value.Field("intValue", "int_value") is { } whole)
        {
            return (long)Int128.Clamp(JsonFields.Whole(whole, "intValue"), long.MinValue, long.MaxValue);
        }

        if (value.Field("boolValue", "bool_value") is { } flag)
        {
            return ReadBool(flag);
        }

        if (value.Field("doubleValue", "double_value") is { } real)
        {
            return ReadDouble(real);
        }

        return value.Field("bytesValue", "bytes_value") is { } bytes
            ? ReadBytes(JsonStrings.Read(bytes), cuts)
            : ReadNested(value, depth, cuts);
    }

    private static object? ReadNested(JsonElement value, int depth, Cuts cuts)
    {
        var array = value.Field("arrayValue", "array_value");
        var map = value.Field("kvlistValue", "kvlist_value");
        if (array is null && map is null)
        {
            return null;
        }

        if (depth >= OtlpLimits.Depth)
        {
            cuts.Values++;
            return null;
        }

        return array is { } list
            ? list.Items("values", "values").Select(item => ReadValue(item, depth + 1, cuts)).ToList()
            : ReadMap(map!.Value, depth + 1, cuts);
    }

    private static Dictionary<string, object?> ReadMap(JsonElement map, int depth, Cuts cuts)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var pair in map.Items("values", "values"))
        {
            var value = pair.Field("value", "value") is { } found ? ReadValue(found, depth, cuts) : null;
            values[cuts.Text(pair.Text("key", "key"))] = value;
        }

        return values;
    }

    private static bool ReadBool(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => JsonStrings.Read(value) == "true",
            _ => throw new OtlpFormatException("'boolValue' is not a bool."),
        };

    private static double ReadDouble(JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? JsonStrings.Read(value) : value.GetRawText();
        return text switch
        {
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            "NaN" => double.NaN,
            _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
                ? real
                : throw new OtlpFormatException("'doubleValue' is not a number."),
        };
    }

    private static byte[] ReadBytes(string base64, Cuts cuts)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
        {
            throw new OtlpFormatException("'bytesValue' is not base64.");
        }

        if (length > OtlpLimits.TextLength)
        {
            cuts.Values++;
        }

        return bytes[..Math.Min(length, OtlpLimits.TextLength)];
    }
}
