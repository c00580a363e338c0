namespace ControlPlane.Domain.Ingestion.Otlp;

/// <summary>
/// OTLP requests in protobuf, read without generated code. Unknown fields are passed over; a body that is not
/// protobuf throws <see cref="OtlpFormatException"/>; a single bad span or record is rejected on its own.
/// </summary>
public static class OtlpProtobuf
{
    /// <summary>Reads an <c>ExportTraceServiceRequest</c>.</summary>
    /// <exception cref="OtlpFormatException">The body is not protobuf.</exception>
    public static DecodedTraces ReadTraces(ReadOnlyMemory<byte> body)
    {
        var sorter = new Sorter<TelemetrySpan>();
        ProtobufEnvelope.ForEach(
            body.Span,
            (item, scope, resource) =>
                sorter.Add(ProtobufSpans.Read(item).Accept(scope, resource, out var reason), reason)
        );
        return new DecodedTraces(sorter.Accepted, sorter.Rejected);
    }

    /// <summary>Reads an <c>ExportLogsServiceRequest</c>.</summary>
    /// <exception cref="OtlpFormatException">The body is not protobuf.</exception>
    public static DecodedLogs ReadLogs(ReadOnlyMemory<byte> body)
    {
        var sorter = new Sorter<TelemetryLog>();
        ProtobufEnvelope.ForEach(
            body.Span,
            (item, scope, resource) =>
                sorter.Add(ProtobufLogs.Read(item).Accept(scope, resource, out var reason), reason)
        );
        return new DecodedLogs(sorter.Accepted, sorter.Rejected);
    }
}
