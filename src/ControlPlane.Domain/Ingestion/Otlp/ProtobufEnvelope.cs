using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Ingestion.Otlp;

internal delegate void ReadItem(ReadOnlySpan<byte> item, TelemetryScope scope, AttributeBag resource);

/// <summary>
/// The three levels around every signal: request → resource → scope → item. Field numbers are the same for traces and
/// logs. Fields may come in any order, so resource and scope are read before the items.
/// </summary>
internal static class ProtobufEnvelope
{
    private static readonly TelemetryScope NoScope = new("", "", AttributeBag.Empty);

    public static void ForEach(ReadOnlySpan<byte> request, ReadItem read)
    {
        var reader = new WireReader(request);
        while (reader.Next())
        {
            if (reader.Is(1, WireReader.Bytes))
            {
                InResource(reader.ReadBytes(), read);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void InResource(ReadOnlySpan<byte> message, ReadItem read)
    {
        var resource = TryField(message, 1, out var found) ? ProtobufValues.ReadResource(found) : AttributeBag.Empty;
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Is(2, WireReader.Bytes))
            {
                InScope(reader.ReadBytes(), resource, read);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void InScope(ReadOnlySpan<byte> message, AttributeBag resource, ReadItem read)
    {
        var scope = TryField(message, 1, out var found) ? ProtobufValues.ReadScope(found) : NoScope;
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Is(2, WireReader.Bytes))
            {
                read(reader.ReadBytes(), scope, resource);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static bool TryField(ReadOnlySpan<byte> message, int field, out ReadOnlySpan<byte> value)
    {
        value = default;
        var isFound = false;
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Is(field, WireReader.Bytes))
            {
                value = reader.ReadBytes();
                isFound = true;
            }
            else
            {
                reader.Skip();
            }
        }

        return isFound;
    }
}
