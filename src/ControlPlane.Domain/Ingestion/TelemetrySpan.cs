using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Ingestion;

/// <summary>One OpenTelemetry span as it was received, whatever the encoding (protobuf or JSON).</summary>
/// <param name="TraceId">32 lower-case hex digits.</param>
/// <param name="SpanId">16 lower-case hex digits.</param>
/// <param name="ParentSpanId">16 lower-case hex digits, or null for a root.</param>
/// <param name="EndedAt">Null if the span carries no end.</param>
/// <param name="StatusCode">0 unset, 1 ok, 2 error.</param>
public sealed record TelemetrySpan(
    string TraceId,
    string SpanId,
    string? ParentSpanId,
    string Name,
    int Kind,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    int StatusCode,
    string? StatusMessage,
    AttributeBag Attributes,
    IReadOnlyList<TelemetryEvent> Events,
    TelemetryScope Scope,
    AttributeBag Resource
)
{
    private const uint RemoteParentKnown = 0x100;
    private const uint RemoteParent = 0x200;

    /// <summary>The field <c>flags</c>: W3C trace flags in the low byte, two bits about the parent above it.</summary>
    public uint Flags { get; init; }

    public IReadOnlyList<TelemetryLink> Links { get; init; } = [];

    /// <summary>The parent lives in another process, which may report to somebody else or to nobody.</summary>
    public bool HasRemoteParent =>
        ParentSpanId is not null && (Flags & RemoteParentKnown) != 0 && (Flags & RemoteParent) != 0;
}

/// <summary>An event inside a span.</summary>
public sealed record TelemetryEvent(string Name, DateTimeOffset At, AttributeBag Attributes);

/// <summary>A pointer from a span to another one, often of another trace.</summary>
public sealed record TelemetryLink(string TraceId, string SpanId, AttributeBag Attributes);

/// <summary>The instrumentation library that made a span or log record.</summary>
public sealed record TelemetryScope(string Name, string Version, AttributeBag Attributes)
{
    public override string ToString() => $"{Name}@{Version}";
}

/// <summary>One OpenTelemetry log record as it was received.</summary>
/// <param name="TraceId">32 lower-case hex digits, or null if it is correlated with no trace.</param>
/// <param name="SpanId">16 lower-case hex digits, or null.</param>
/// <param name="EventName">From the field <c>event_name</c>, or from the attribute <c>event.name</c>.</param>
/// <param name="SeverityNumber">1–24 as OpenTelemetry counts, 0 if unset.</param>
/// <param name="Body">See <see cref="AttributeBag"/> for the shape of values.</param>
public sealed record TelemetryLog(
    string? TraceId,
    string? SpanId,
    string? EventName,
    DateTimeOffset At,
    int SeverityNumber,
    string? SeverityText,
    object? Body,
    AttributeBag Attributes,
    TelemetryScope Scope,
    AttributeBag Resource
);
