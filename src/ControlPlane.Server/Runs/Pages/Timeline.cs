using System.Globalization;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>Where a step's bar lies, in percent of the width.</summary>
/// <param name="Open">The step goes on, so the bar reaches to now.</param>
public sealed record Bar(double Left, double Width, bool Open)
{
    public string Style => string.Create(CultureInfo.InvariantCulture, $"left:{Left:0.###}%;width:{Width:0.###}%");
}

/// <summary>A mark on the axis.</summary>
public sealed record Tick(double Left, string Label)
{
    public string Style => string.Create(CultureInfo.InvariantCulture, $"left:{Left:0.###}%");
}

/// <summary>The time a run covers, fitted to the width of the waterfall.</summary>
public sealed record Timeline(DateTimeOffset Start, DateTimeOffset End)
{
    private const int MostTicks = 6;
    private static readonly double[] Units = [1, 2, 5];

    private static readonly (double Seconds, string Text)[] Longer =
    [
        (60, "1 m"),
        (120, "2 m"),
        (300, "5 m"),
        (600, "10 m"),
        (1800, "30 m"),
        (3600, "1 h"),
        (7200, "2 h"),
        (21600, "6 h"),
        (86400, "1 d"),
    ];

    private double Seconds => Math.Max((End - Start).TotalSeconds, 0.001);

    /// <summary>Covers all steps; those that have not ended reach to <paramref name="now"/>.</summary>
    public static Timeline Of(IReadOnlyList<StepNode> nodes, DateTimeOffset now)
    {
        if (nodes.Count == 0)
        {
            return new(now, now);
        }

        var start = nodes.Min(static node => node.Step.Facts.StartedAt);
        var end = nodes.Max(node => node.Step.Facts.EndedAt ?? (now > start ? now : start));
        return new(start, end > start ? end : start);
    }

    public Bar BarOf(DateTimeOffset startedAt, DateTimeOffset? endedAt)
    {
        var left = Percent(startedAt);
        var right = endedAt is { } end ? Percent(end) : 100;
        return new(left, Math.Max(0, right - left), endedAt is null);
    }

    public IReadOnlyList<Tick> Ticks()
    {
        var step = TickSeconds();
        var ticks = new List<Tick>();
        for (var i = 0; i * step < Seconds * 0.9; i++)
        {
            ticks.Add(new(i * step / Seconds * 100, Label(i * step, step)));
        }

        return ticks;
    }

    /// <summary>The distance of the ticks, for the lines behind the bars.</summary>
    public string TickStyle =>
        string.Create(CultureInfo.InvariantCulture, $"--tick:{Math.Min(TickSeconds() / Seconds * 100, 100):0.###}%");

    private double Percent(DateTimeOffset at) => Math.Clamp((at - Start).TotalSeconds / Seconds * 100, 0, 100);

    private double TickSeconds()
    {
        for (var power = 0.001; power < 60; power *= 10)
        {
            foreach (var unit in Units)
            {
                if (Seconds / (unit * power) <= MostTicks && unit * power < 60)
                {
                    return unit * power;
                }
            }
        }

        foreach (var (seconds, _) in Longer)
        {
            if (Seconds / seconds <= MostTicks)
            {
                return seconds;
            }
        }

        return Math.Ceiling(Seconds / MostTicks / 86400) * 86400;
    }

    private static string Label(double seconds, double step)
    {
        var culture = CultureInfo.InvariantCulture;
        return step switch
        {
            _ when seconds == 0 => step < 1 ? "0 ms" : "0 s",
            < 1 when seconds < 0.9995 => (seconds * 1000).ToString("0", culture) + " ms",
            < 1 => seconds.ToString("0.0##", culture) + " s",
            >= 60 and < 3600 when seconds < 3600 => (seconds / 60).ToString("0", culture) + " m",
            < 60 when seconds < 60 => seconds.ToString("0", culture) + " s",
            _ => Platform.Layout.Format.Counting(TimeSpan.FromSeconds(Math.Round(seconds))),
        };
    }
}
