using System.Runtime.InteropServices;

namespace ControlPlane.Domain.Prices;

/// <summary>A price and when it holds.</summary>
/// <param name="EffectiveFrom">The first day, from 00:00 UTC; null: always.</param>
/// <param name="Daily">The hours of each day, in UTC; null: all of them.</param>
/// <param name="IsOverride">A person's own price, not one of the table's facts.</param>
public sealed record PriceEntry(
    ModelPrice Price,
    DateOnly? EffectiveFrom = null,
    DailyWindow? Daily = null,
    bool IsOverride = false
)
{
    public bool AppliesAt(DateTimeOffset at)
    {
        var utc = at.UtcDateTime;
        return (EffectiveFrom is not { } from || DateOnly.FromDateTime(utc) >= from)
            && (Daily is not { } daily || daily.Contains(TimeOnly.FromDateTime(utc)));
    }
}

/// <summary>Hours of every day in UTC, the end excluded; may pass midnight.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DailyWindow(TimeOnly Start, TimeOnly End)
{
    public bool Contains(TimeOnly time) => End < Start ? time >= Start || time < End : time >= Start && time < End;
}
