using System.Globalization;

namespace ControlPlane.Server.Platform.Layout;

/// <summary>Numbers and times as all screens write them. What times.js counts on is written the same way there.</summary>
internal static class Format
{
    private const decimal Nano = 1_000_000_000m;
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary><c>$128.78</c>, <c>$0.182</c>, <c>$0.0048</c>: as many digits as the amount is worth.</summary>
    public static string Money(long nanoUsd) => nanoUsd < 0 ? "−$" + Amount(-nanoUsd) : "$" + Amount(nanoUsd);

    /// <summary>The same without the sign of the currency.</summary>
    public static string Amount(long nanoUsd)
    {
        var dollars = nanoUsd / Nano;
        return Math.Abs(dollars) switch
        {
            0 => "0",
            >= 1 => dollars.ToString("#,0.00", Culture),
            >= 0.01m => dollars.ToString("0.000", Culture),
            >= 0.001m => dollars.ToString("0.0000", Culture),
            _ => dollars.ToString("0." + new string('0', DigitsOf(Math.Abs(nanoUsd))) + "#", Culture),
        };
    }

    /// <summary>To the nano-dollar.</summary>
    public static string ExactMoney(long nanoUsd) => "$" + (nanoUsd / Nano).ToString("#,0.00#######", Culture);

    /// <summary><c>812</c>, <c>12.8k</c>, <c>128k</c>, <c>14.2M</c>.</summary>
    public static string Count(long number) =>
        Math.Abs(number) switch
        {
            < 1_000 => number.ToString(Culture),
            < 99_950 => Scaled(number, 1_000m, "0.0", "k"),
            < 999_500 => Scaled(number, 1_000m, "0", "k"),
            < 99_950_000 => Scaled(number, 1_000_000m, "0.0", "M"),
            < 999_500_000 => Scaled(number, 1_000_000m, "0", "M"),
            _ => Scaled(number, 1_000_000_000m, "#,0.0", "B"),
        };

    /// <summary>Every digit, in groups: <c>6,082</c>.</summary>
    public static string ExactCount(long number) => number.ToString("#,0", Culture);

    /// <summary><c>4 ms</c>, <c>1.26 s</c>, <c>14.1 s</c>, <c>11 m 24 s</c>, <c>1 h 09</c>, <c>2 d 4 h</c>.</summary>
    public static string Duration(TimeSpan time)
    {
        if (time < TimeSpan.Zero)
        {
            time = TimeSpan.Zero;
        }

        return time.TotalSeconds switch
        {
            0 => "0 s",
            < 0.001 => "< 1 ms",
            < 0.01 => time.TotalMilliseconds.ToString("0", Culture) + " ms",
            < 9.995 => time.TotalSeconds.ToString("0.00", Culture) + " s",
            < 59.95 => time.TotalSeconds.ToString("0.0", Culture) + " s",
            _ => Counting(time),
        };
    }

    /// <summary>Like <see cref="Duration"/>, in whole seconds, for what is still going on.</summary>
    public static string Counting(TimeSpan time)
    {
        if (time < TimeSpan.Zero)
        {
            time = TimeSpan.Zero;
        }

        return time.TotalSeconds switch
        {
            < 60 => string.Create(Culture, $"{(int)time.TotalSeconds} s"),
            < 3600 => string.Create(Culture, $"{time.Minutes} m {time.Seconds} s"),
            < 86400 => string.Create(Culture, $"{time.Hours} h {time.Minutes:00}"),
            _ => string.Create(Culture, $"{(int)time.TotalDays} d {time.Hours} h"),
        };
    }

    public static string ExactDuration(TimeSpan time) => time.TotalSeconds.ToString("#,0.000", Culture) + " s";

    /// <summary><c>now</c>, <c>12 s ago</c>, <c>11 min ago</c>, <c>2 h 12 ago</c>, <c>3 d ago</c>, <c>in 4 min</c>.</summary>
    public static string Ago(TimeSpan passed)
    {
        var text = passed.Duration().TotalSeconds switch
        {
            < 60 => string.Create(Culture, $"{passed.Duration().Seconds} s"),
            < 3600 => string.Create(Culture, $"{passed.Duration().Minutes} min"),
            < 86400 => string.Create(Culture, $"{passed.Duration().Hours} h {passed.Duration().Minutes:00}"),
            // Rounded ahead, so that what ends in 30 days does not read 29 a second later.
            _ when passed < TimeSpan.Zero => string.Create(Culture, $"{Math.Round(-passed.TotalDays):0} d"),
            _ => string.Create(Culture, $"{(int)passed.TotalDays} d"),
        };
        return passed.Duration().TotalSeconds < 5 ? "now"
            : passed < TimeSpan.Zero ? "in " + text
            : text + " ago";
    }

    /// <summary><c>14:12:04</c> today, <c>18 Nov 14:12</c> else, with the year if it is another.</summary>
    public static string Clock(DateTimeOffset at, DateTimeOffset now, ViewerZone zone)
    {
        var (local, today) = (zone.Of(at), zone.Of(now));
        var text =
            local.Date == today.Date ? local.ToString("HH:mm:ss", Culture)
            : local.Year == today.Year ? local.ToString("d MMM HH:mm", Culture)
            : local.ToString("d MMM yyyy HH:mm", Culture);
        return zone.IsAssumed ? text + " UTC" : text;
    }

    /// <summary><c>1 run</c>, <c>2 runs</c>.</summary>
    public static string Counted(long number, string one) => $"{ExactCount(number)} {one}{(number == 1 ? "" : "s")}";

    /// <summary>The date and the minute, for a time that the browser goes on to count.</summary>
    public static string Day(DateTimeOffset at, ViewerZone zone) => zone.Of(at).ToString("d MMM HH:mm", Culture);

    /// <summary>To the millisecond, with the zone.</summary>
    public static string Exact(DateTimeOffset at, ViewerZone zone) =>
        string.Create(Culture, $"{zone.Of(at):ddd d MMM yyyy HH:mm:ss.fff} {zone.Name}");

    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", Culture);

    private static string Scaled(long number, decimal unit, string format, string suffix) =>
        (number / unit).ToString(format, Culture) + suffix;

    // One digit fewer than shows two significant ones; the format's # shows the second if it is not a zero.
    private static int DigitsOf(long nanoUsd) => 9 - (int)Math.Floor(Math.Log10(nanoUsd));
}
