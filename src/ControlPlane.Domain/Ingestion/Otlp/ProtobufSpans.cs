using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Ingestion.Otlp;

/// <summary>The message <c>Span</c> with its events, links and status.</summary>
internal static class ProtobufSpans
{
    public static SpanDraft Read(ReadOnlySpan<byte> message)
    {
        var span = new SpanDraft();
        span.Attributes = ProtobufValues.ReadAttributes(message, field: 9, span.Cuts);
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (!ReadField(ref reader, span))
            {
                reader.Skip();
            }
        }

        return span;
    }

    private static bool ReadField(ref WireReader reader, SpanDraft span)
    {
        switch (reader.Field, reader.Type)
        {
            case (1, WireReader.Bytes):
                span.TraceId = Hex(reader.ReadBytes());
                return true;
            case (2, WireReader.Bytes):
                span.SpanId = Hex(reader.ReadBytes());
                return true;
            case (4, WireReader.Bytes):
                span.ParentSpanId = Hex(reader.ReadBytes());
                return true;
            case (5, WireReader.Bytes):
                span.Name = span.Cuts.Text(reader.ReadText());
                return true;
            case (6, WireReader.Varint):
                span.Kind = (int)reader.ReadVarint();
                return true;
            case (7, WireReader.Fixed64):
                span.Start = reader.ReadFixed64();
                return true;
            case (8, WireReader.Fixed64):
                span.End = reader.ReadFixed64();
                return true;
            case (16, WireReader.Fixed32):
                span.Flags = reader.ReadFixed32();
                return true;
            default:
                return ReadPart(ref reader, span);
        }
    }

    private static bool ReadPart(ref WireReader reader, SpanDraft span)
    {
        switch (reader.Field, reader.Type)
        {
            case (11, WireReader.Bytes) when span.HasRoomForEvent():
                span.Events.Add(ReadEvent(reader.ReadBytes(), span.Cuts));
                return true;
            case (13, WireReader.Bytes) when span.Links.Count < OtlpLimits.Events:
                span.Links.Add(ReadLink(reader.ReadBytes(), span.Cuts));
                return true;
            case (15, WireReader.Bytes):
                ReadStatus(reader.ReadBytes(), span);
                return true;
            default:
                return false;
        }
    }

    private static EventDraft ReadEvent(ReadOnlySpan<byte> message, Cuts cuts)
    {
        ulong time = 0;
        var name = "";
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Is(1, WireReader.Fixed64))
            {
                time = reader.ReadFixed64();
            }
            else if (reader.Is(2, WireReader.Bytes))
            {
                name = cuts.Text(reader.ReadText());
            }
            else
            {
                reader.Skip();
            }
        }

        return new EventDraft(name, time, new AttributeBag(ProtobufValues.ReadAttributes(message, field: 3, cuts)));
    }

    private static TelemetryLink ReadLink(ReadOnlySpan<byte> message, Cuts cuts)
    {
        string traceId = "",
            spanId = "";
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Is(1, WireReader.Bytes))
            {
                traceId = Hex(reader.ReadBytes());
            }
            else if (reader.Is(2, WireReader.Bytes))
            {
                spanId = Hex(reader.ReadBytes());
            }
            else
            {
                reader.Skip();
            }
        }

        var attributes = ProtobufValues.ReadAttributes(message, field: 4, cuts);
        return new TelemetryLink(traceId, spanId, new AttributeBag(attributes));
    }

    private static void ReadStatus(ReadOnlySpan<byte> message, SpanDraft span)
    {
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Is(2, WireReader.Bytes))
            {
                span.StatusMessage = span.Cuts.Text(reader.ReadText());
            }
            else if (reader.Is(3, WireReader.Varint))
            {
                span.StatusCode = (int)reader.ReadVarint();
            }
            else
            {
                reader.Skip();
            }
        }
    }

    internal static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
