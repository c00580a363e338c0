using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Ingestion.Otlp;

/// <summary>AnyValue, KeyValue, Resource and InstrumentationScope in protobuf.</summary>
internal static class ProtobufValues
{
    public static AttributeBag ReadResource(ReadOnlySpan<byte> message)
    {
        var cuts = new Cuts();
        var attributes = ReadAttributes(message, field: 1, cuts);
        cuts.MarkOn(attributes);
        return new AttributeBag(attributes);
    }

    public static TelemetryScope ReadScope(ReadOnlySpan<byte> message)
    {
        string name = "",
            version = "";
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Is(1, WireReader.Bytes))
            {
                name = reader.ReadText();
            }
            else if (reader.Is(2, WireReader.Bytes))
            {
                version = reader.ReadText();
            }
            else
            {
                reader.Skip();
            }
        }

        return new TelemetryScope(name, version, new AttributeBag(ReadAttributes(message, field: 3, new Cuts())));
    }

    public static Dictionary<string, object?> ReadAttributes(ReadOnlySpan<byte> message, int field, Cuts cuts)
    {
        var attributes = new AttributeCollector(cuts);
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Is(field, WireReader.Bytes))
            {
                var (key, value) = ReadPair(reader.ReadBytes(), 0, cuts);
                attributes.Add(key, value);
            }
            else
            {
                reader.Skip();
            }
        }

        return attributes.Values;
    }

    public static object? ReadValue(ReadOnlySpan<byte> message, int depth, Cuts cuts)
    {
        object? value = null;
        var reader = new WireReader(message);
        while (reader.Next())
        {
            switch (reader.Field, reader.Type)
            {
                case (1, WireReader.Bytes):
                    value = cuts.Text(reader.ReadText());
                    break;
                case (2, WireReader.Varint):
                    value = reader.ReadVarint() != 0;
                    break;
                case (3, WireReader.Varint):
                    value = (long)reader.ReadVarint();
                    break;
                case (4, WireReader.Fixed64):
                    value = BitConverter.UInt64BitsToDouble(reader.ReadFixed64());
                    break;
                case (5, WireReader.Bytes):
                    value = Nested(reader.ReadBytes(), depth, cuts, isMap: false);
                    break;
                case (6, WireReader.Bytes):
                    value = Nested(reader.ReadBytes(), depth, cuts, isMap: true);
                    break;
                case (7, WireReader.Bytes):
                    value = BytesWithinLimit(reader.ReadBytes(), cuts);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return value;
    }

    private static object? Nested(ReadOnlySpan<byte> message, int depth, Cuts cuts, bool isMap)
    {
        if (depth >= OtlpLimits.Depth)
        {
            cuts.Values++;
            return null;
        }

        return isMap ? ReadMap(message, depth + 1, cuts) : ReadArray(message, depth + 1, cuts);
    }

    private static List<object?> ReadArray(ReadOnlySpan<byte> message, int depth, Cuts cuts)
    {
        var values = new List<object?>();
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Is(1, WireReader.Bytes))
            {
                values.Add(ReadValue(reader.ReadBytes(), depth, cuts));
            }
            else
            {
                reader.Skip();
            }
        }

        return values;
    }

    private static Dictionary<string, object?> ReadMap(ReadOnlySpan<byte> message, int depth, Cuts cuts)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Is(1, WireReader.Bytes))
            {
                var (key, value) = ReadPair(reader.ReadBytes(), depth, cuts);
                values[key] = value;
            }
            else
            {
                reader.Skip();
            }
        }

        return values;
    }

    private static (string Key, object? Value) ReadPair(ReadOnlySpan<byte> message, int depth, Cuts cuts)
    {
        var key = "";
        object? value = null;
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Is(1, WireReader.Bytes))
            {
                key = cuts.Text(reader.ReadText());
            }
            else if (reader.Is(2, WireReader.Bytes))
            {
                value = ReadValue(reader.ReadBytes(), depth, cuts);
            }
            else
            {
                reader.Skip();
            }
        }

        return (key, value);
    }

    private static byte[] BytesWithinLimit(ReadOnlySpan<byte> bytes, Cuts cuts)
    {
        if (bytes.Length <= OtlpLimits.TextLength)
        {
            return bytes.ToArray();
        }

        cuts.Values++;
        return bytes[..OtlpLimits.TextLength].ToArray();
    }
}
