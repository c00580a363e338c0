using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Ingestion.Otlp;

/// <summary>A log record as it was read, before anybody asked whether it makes sense.</summary>
internal sealed class LogDraft
{
    private const string EventNameAttribute = "event.name";
    private const int MaxSeverity = 24;

    public string TraceId { get; set; } = "";

    public string SpanId { get; set; } = "";

    public string EventName { get; set; } = "";

    public ulong Time { get; set; }

    public ulong Observed { get; set; }

    public int Severity { get; set; }

    public string SeverityText { get; set; } = "";

    public object? Body { get; set; }

    public Cuts Cuts { get; } = new();

    public Dictionary<string, object?> Attributes { get; set; } = [];

    /// <summary>The record, or the reason why it cannot be kept.</summary>
    public TelemetryLog? Accept(TelemetryScope scope, AttributeBag resource, out string? reason)
    {
        reason = WhyNot(out var at);
        if (reason is not null)
        {
            return null;
        }

        Cuts.MarkOn(Attributes);
        var attributes = new AttributeBag(Attributes);
        return new TelemetryLog(
            HexId.IsNone(TraceId) ? null : TraceId,
            HexId.IsNone(SpanId) ? null : SpanId,
            EventName.Length > 0 ? EventName : attributes.Text(EventNameAttribute),
            at,
            Severity is >= 0 and <= MaxSeverity ? Severity : 0,
            SeverityText.Length == 0 ? null : SeverityText,
            Body,
            attributes,
            scope,
            resource
        );
    }

    private string? WhyNot(out DateTimeOffset at)
    {
        if (!UnixNanos.TryRead(Time != 0 ? Time : Observed, out at))
        {
            return Time == 0 && Observed == 0 ? "time is missing" : "time is after 2261";
        }

        if (!HexId.IsNone(TraceId) && !HexId.IsValid(TraceId, HexId.TraceDigits))
        {
            return "trace id is not 16 bytes";
        }

        return HexId.IsNone(SpanId) || HexId.IsValid(SpanId, HexId.SpanDigits) ? null : "span id is not 8 bytes";
    }
}
