using System.Globalization;
using ControlPlane.Server.Platform.Layout;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>Round distances on an axis of time, and how its marks are written.</summary>
internal static class AxisSteps
{
    private static readonly double[] Units = [1, 2, 5];
    private static readonly double[] Longer = [60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400];

    /// <summary>The smallest round distance of which at most so many fit.</summary>
    public static double Of(double seconds, int most)
    {
        for (var power = 0.001; power < 60; power *= 10)
        {
            foreach (var unit in Units)
            {
                if (seconds / (unit * power) <= most && unit * power < 60)
                {
                    return unit * power;
                }
            }
        }

        foreach (var longer in Longer)
        {
            if (seconds / longer <= most)
            {
                return longer;
            }
        }

        return Math.Ceiling(seconds / most / 86400) * 86400;
    }

    public static string Label(double seconds, double step)
    {
        var culture = CultureInfo.InvariantCulture;
        return step switch
        {
            _ when seconds == 0 => step < 1 ? "0 ms" : "0 s",
            < 1 when seconds < 0.9995 => (seconds * 1000).ToString("0", culture) + " ms",
            < 1 => seconds.ToString("0.0##", culture) + " s",
            >= 60 and < 3600 when seconds < 3600 => (seconds / 60).ToString("0", culture) + " m",
            < 60 when seconds < 60 => seconds.ToString("0", culture) + " s",
            _ => Format.Counting(TimeSpan.FromSeconds(Math.Round(seconds))),
        };
    }
}
