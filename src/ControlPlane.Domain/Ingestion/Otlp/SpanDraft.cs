using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Ingestion.Otlp;

/// <summary>A span as it was read, before anybody asked whether it makes sense. Both encodings fill it.</summary>
internal sealed class SpanDraft
{
    public string TraceId { get; set; } = "";

    public string SpanId { get; set; } = "";

    public string ParentSpanId { get; set; } = "";

    public string Name { get; set; } = "";

    public int Kind { get; set; }

    public ulong Start { get; set; }

    public ulong End { get; set; }

    public uint Flags { get; set; }

    public int StatusCode { get; set; }

    public string StatusMessage { get; set; } = "";

    public Cuts Cuts { get; } = new();

    public Dictionary<string, object?> Attributes { get; set; } = [];

    public List<EventDraft> Events { get; } = [];

    public List<TelemetryLink> Links { get; } = [];

    public bool HasRoomForEvent()
    {
        if (Events.Count < OtlpLimits.Events)
        {
            return true;
        }

        Cuts.Events++;
        return false;
    }

    /// <summary>The span, or the reason why it cannot be kept.</summary>
    public TelemetrySpan? Accept(TelemetryScope scope, AttributeBag resource, out string? reason)
    {
        reason = WhyNot(out var start, out var end);
        if (reason is not null)
        {
            return null;
        }

        Cuts.MarkOn(Attributes);
        return new TelemetrySpan(
            TraceId,
            SpanId,
            HexId.IsNone(ParentSpanId) ? null : ParentSpanId,
            Name,
            Kind,
            start,
            end < start ? start : end,
            StatusCode is 1 or 2 ? StatusCode : 0,
            StatusMessage.Length == 0 ? null : StatusMessage,
            new AttributeBag(Attributes),
            [.. Events.Select(e => e.Accept(start))],
            scope,
            resource
        )
        {
            Flags = Flags,
            Links = [.. Links.Where(IsUsable)],
        };
    }

    private string? WhyNot(out DateTimeOffset start, out DateTimeOffset? end)
    {
        end = null;
        if (!UnixNanos.TryRead(Start, out start))
        {
            return Start == 0 ? "start time is missing" : "start time is after 2261";
        }

        if (End != 0)
        {
            if (!UnixNanos.TryRead(End, out var time))
            {
                return "end time is after 2261";
            }

            end = time;
        }

        return WhyNotIds();
    }

    private string? WhyNotIds()
    {
        if (!HexId.IsValid(TraceId, HexId.TraceDigits))
        {
            return "trace id is not 16 bytes, or all zero";
        }

        if (!HexId.IsValid(SpanId, HexId.SpanDigits))
        {
            return "span id is not 8 bytes, or all zero";
        }

        return HexId.IsNone(ParentSpanId) || HexId.IsValid(ParentSpanId, HexId.SpanDigits)
            ? null
            : "parent span id is not 8 bytes";
    }

    private static bool IsUsable(TelemetryLink link) =>
        HexId.IsValid(link.TraceId, HexId.TraceDigits) && HexId.IsValid(link.SpanId, HexId.SpanDigits);
}

/// <summary>An event whose time may be missing: then it happened when its span began.</summary>
internal sealed record EventDraft(string Name, ulong Time, AttributeBag Attributes)
{
    public TelemetryEvent Accept(DateTimeOffset spanStart) =>
        new(Name, UnixNanos.TryRead(Time, out var time) ? time : spanStart, Attributes);
}
