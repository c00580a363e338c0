namespace ControlPlane.Domain.Ingestion.Otlp;

/// <summary>The spans of one request that can be kept, and why the others cannot.</summary>
public sealed record DecodedTraces(IReadOnlyList<TelemetrySpan> Spans, IReadOnlyList<Rejection> Rejected);

/// <summary>The log records of one request that can be kept, and why the others cannot.</summary>
public sealed record DecodedLogs(IReadOnlyList<TelemetryLog> Logs, IReadOnlyList<Rejection> Rejected);

/// <summary>A span or log record that was refused while the rest of its request was kept.</summary>
/// <param name="Index">Position among all spans or records of the request, from 0.</param>
public sealed record Rejection(int Index, string Reason);
