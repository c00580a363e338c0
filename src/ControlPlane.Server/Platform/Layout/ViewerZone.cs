namespace ControlPlane.Server.Platform.Layout;

/// <summary>The time zone a person reads in. The browser names it in a cookie; until it has, times are in UTC.</summary>
internal sealed class ViewerZone
{
    private readonly TimeZoneInfo zone;

    private ViewerZone(TimeZoneInfo zone) => this.zone = zone;

    public static ViewerZone Utc { get; } = new(TimeZoneInfo.Utc);

    public string Name => zone.Id;

    public TimeZoneInfo Info => zone;

    /// <summary>The browser has not named its zone yet.</summary>
    public bool IsAssumed => ReferenceEquals(this, Utc);

    public static ViewerZone Named(string? name) =>
        name is { Length: > 0 and < 64 } && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? new(zone)
            : Utc;

    public DateTimeOffset Of(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, zone);

    /// <summary>What a date and time without a zone, as a form sends it, means to this reader.</summary>
    public DateTimeOffset ToInstant(DateTime local) =>
        new(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), zone.GetUtcOffset(local));
}
