using System.Globalization;
using System.Text;
using ControlPlane.Server.Platform.Layout;

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

/// <summary>A time in which nothing worked.</summary>
public sealed record Gap(DateTimeOffset From, DateTimeOffset To)
{
    public TimeSpan Length => To - From;
}

/// <summary>A gap as it is drawn when it is folded: as wide as any other, with its length beside it.</summary>
public sealed record Fold(double Left, double Width, TimeSpan Length)
{
    public string Style => string.Create(CultureInfo.InvariantCulture, $"left:{Left:0.###}%;width:{Width:0.###}%");
}

/// <summary>The time a run covers, fitted to the width of the waterfall. Folded gaps take little of it.</summary>
public sealed record Timeline(DateTimeOffset Start, DateTimeOffset End)
{
    private const int MostTicks = 6;
    private const double FoldPercent = 5;
    private IReadOnlyList<Gap> gaps = [];

    /// <summary>The gaps that are folded.</summary>
    public IReadOnlyList<Gap> Gaps
    {
        get => gaps;
        init => gaps = value;
    }

    public bool Equals(Timeline? other) =>
        other is not null && Start == other.Start && End == other.End && gaps.SequenceEqual(other.gaps);

    public override int GetHashCode() => HashCode.Combine(Start, End, gaps.Count);

    private double Seconds => Math.Max((End - Start).TotalSeconds, 0.001);

    // What is left of the time and of the width when the gaps are folded.
    private double WorkedSeconds => Math.Max(Seconds - gaps.Sum(static gap => gap.Length.TotalSeconds), 0.001);

    private double PercentOfSecond => (100 - FoldPercent * gaps.Count) / WorkedSeconds;

    /// <summary>Covers all steps; those that have not ended reach to <paramref name="now"/>.</summary>
    public static Timeline Of(IReadOnlyList<StepNode> nodes, DateTimeOffset now)
    {
        if (nodes.Count == 0)
        {
            return new(now, now);
        }

        var start = nodes.Min(static node => node.Step.StartedAt);
        var end = nodes.Max(node => node.Step.EndedAt ?? (now > start ? now : start));
        return new(start, end > start ? end : start);
    }

    public Bar BarOf(DateTimeOffset startedAt, DateTimeOffset? endedAt)
    {
        var left = PercentOf(startedAt);
        var right = endedAt is { } end ? PercentOf(end) : 100;
        return new(left, Math.Max(0, right - left), endedAt is null);
    }

    public double PercentOf(DateTimeOffset at)
    {
        var (worked, folds) = ((at - Start).TotalSeconds, 0d);
        foreach (var gap in gaps)
        {
            if (at <= gap.From)
            {
                break;
            }

            var passed = ((at < gap.To ? at : gap.To) - gap.From).TotalSeconds;
            worked -= passed;
            folds += FoldPercent * passed / gap.Length.TotalSeconds;
        }

        return Math.Clamp((worked * PercentOfSecond) + folds, 0, 100);
    }

    public IEnumerable<Fold> Folds() =>
        gaps.Select(gap => new Fold(PercentOf(gap.From), PercentOf(gap.To) - PercentOf(gap.From), gap.Length));

    /// <summary>Round times since the start, none of them inside a fold or on top of its end.</summary>
    public IReadOnlyList<Tick> Ticks()
    {
        var step = AxisSteps.Of(WorkedSeconds, MostTicks);
        var ticks = new List<Tick>();
        foreach (var seconds in Times(step))
        {
            var left = PercentOf(Start.AddSeconds(seconds));
            if (left <= 90 && (ticks.Count == 0 || left - ticks[^1].Left > 4))
            {
                ticks.Add(new(left, AxisSteps.Label(seconds, step)));
            }
        }

        return ticks;
    }

    /// <summary>The lines and folds behind the bars, as backgrounds: nothing of it has to be drawn row by row.</summary>
    public string GroundStyle
    {
        get
        {
            var ground = new StringBuilder("--ground:");
            foreach (var fold in Folds())
            {
                ground.Append(
                    CultureInfo.InvariantCulture,
                    $"linear-gradient(90deg,transparent {fold.Left:0.##}%,var(--fold) {fold.Left:0.##}% {fold.Left + fold.Width:0.##}%,transparent {fold.Left + fold.Width:0.##}%),"
                );
            }

            foreach (var tick in Ticks())
            {
                ground.Append(
                    CultureInfo.InvariantCulture,
                    $"linear-gradient(var(--line-soft),var(--line-soft)) {tick.Left:0.##}% 0/1px 100% no-repeat,"
                );
            }

            return ground.Append("none").ToString();
        }
    }

    // Each stretch between two folds begins its own row of round times.
    private IEnumerable<double> Times(double step)
    {
        var from = 0d;
        foreach (var gap in gaps.Append(new(End, End)))
        {
            var until = (gap.From - Start).TotalSeconds;
            for (var i = Math.Ceiling(from / step); i * step < until + (gaps.Count == 0 ? 0.0005 : 0); i++)
            {
                yield return i * step;
            }

            from = (gap.To - Start).TotalSeconds;
        }
    }
}
