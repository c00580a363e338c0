namespace ControlPlane.Domain.Ingestion.Otlp;

/// <summary>The message <c>LogRecord</c>.</summary>
internal static class ProtobufLogs
{
    public static LogDraft Read(ReadOnlySpan<byte> message)
    {
        var log = new LogDraft();
        log.Attributes = ProtobufValues.ReadAttributes(message, field: 6, log.Cuts);
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (!ReadField(ref reader, log))
            {
                reader.Skip();
            }
        }

        return log;
    }

    private static bool ReadField(ref WireReader reader, LogDraft log)
    {
        switch (reader.Field, reader.Type)
        {
            case (1, WireReader.Fixed64):
                log.Time = reader.ReadFixed64();
                return true;
            case (11, WireReader.Fixed64):
                log.Observed = reader.ReadFixed64();
                return true;
            case (2, WireReader.Varint):
                log.Severity = (int)reader.ReadVarint();
                return true;
            case (3, WireReader.Bytes):
                log.SeverityText = log.Cuts.Text(reader.ReadText());
                return true;
            case (5, WireReader.Bytes):
                log.Body = ProtobufValues.ReadValue(reader.ReadBytes(), 0, log.Cuts);
                return true;
            case (9, WireReader.Bytes):
                log.TraceId = ProtobufSpans.Hex(reader.ReadBytes());
                return true;
            case (10, WireReader.Bytes):
                log.SpanId = ProtobufSpans.Hex(reader.ReadBytes());
                return true;
            case (12, WireReader.Bytes):
                log.EventName = log.Cuts.Text(reader.ReadText());
                return true;
            default:
                return false;
        }
    }
}
