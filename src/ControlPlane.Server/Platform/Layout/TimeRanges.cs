namespace ControlPlane.Server.Platform.Layout;

/// <summary>The spans of time the header offers. An address names one by its value.</summary>
internal static class TimeRanges
{
    public const string Today = "today";

    public static readonly IReadOnlyList<(string Value, string Text)> All =
    [
        (Today, "today"),
        ("1h", "last hour"),
        ("24h", "last 24 hours"),
        ("7d", "last 7 days"),
        ("30d", "last 30 days"),
    ];

    /// <summary>Null if the range is not one of them, which means any time.</summary>
    public static DateTimeOffset? StartOf(string? range, DateTimeOffset now, ViewerZone? zone) =>
        range switch
        {
            Today => Midnight(now, zone ?? ViewerZone.Utc),
            "1h" => now - TimeSpan.FromHours(1),
            "24h" => now - TimeSpan.FromHours(24),
            "7d" => now - TimeSpan.FromDays(7),
            "30d" => now - TimeSpan.FromDays(30),
            _ => null,
        };

    public static string TextOf(string? range) =>
        All.Where(known => known.Value == range).Select(static known => known.Text).FirstOrDefault() ?? "any time";

    private static DateTimeOffset Midnight(DateTimeOffset now, ViewerZone zone) => zone.ToInstant(zone.Of(now).Date);
}
