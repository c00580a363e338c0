namespace ControlPlane.Samples.Fleet.Playing;

/// <summary>How busy the company is: office hours, quieter evenings, nights and weekends.</summary>
internal static class Rhythm
{
    private static readonly double[] ByHour =
    [
        0.18,
        0.15,
        0.15,
        0.14,
        0.15,
        0.2,
        0.35,
        0.6,
        0.85,
        1,
        1,
        0.95,
        0.8,
        0.9,
        1,
        1,
        0.95,
        0.8,
        0.6,
        0.5,
        0.45,
        0.4,
        0.3,
        0.22,
    ];

    /// <summary>The company stands in Hamburg; nobody minds the hour of summer.</summary>
    public static DateTimeOffset Local(DateTimeOffset time) => time.ToOffset(TimeSpan.FromHours(1));

    /// <summary>From 0 to 1.</summary>
    public static double At(DateTimeOffset time)
    {
        var local = Local(time);
        var weekend = local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        return ByHour[local.Hour] * (weekend ? 0.4 : 1);
    }

    /// <summary>How long until the next run starts: 3 seconds by day, 6 by night, never quite the same.</summary>
    public static TimeSpan Gap(DateTimeOffset time, double chance) =>
        TimeSpan.FromSeconds((6.4 - 3.2 * At(time)) * (0.4 + 1.2 * chance));
}
