using System.Globalization;

namespace ControlPlane.Domain.Tests;

/// <summary>How long work keeps a processor busy, whatever else the machine is doing meanwhile.</summary>
internal static class ProcessorTime
{
    // Linux counts in hundredths of a second.
    private const int TicksPerSecond = 100;

    public static TimeSpan Of(Action work)
    {
        var before = Ticks();
        work();
        return TimeSpan.FromSeconds((Ticks() - before) / (double)TicksPerSecond);
    }

    // utime and stime, the 14th and 15th field; the second is a name in parentheses that may hold anything.
    private static long Ticks()
    {
        var stat = File.ReadAllText("/proc/thread-self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture)
            + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }
}
