using System.Globalization;

namespace ControlPlane.Domain.Agents;

/// <summary>A word for how an agent does, and why in words.</summary>
/// <param name="Why">Empty if it is healthy.</param>
public sealed record AgentHealth(HealthWord Word, string Why)
{
    // Fewer than this say nothing about what is usual.
    private const int EnoughRuns = 10;
    private const int EnoughPauses = 5;
    private const double DegradedShare = 0.1;
    private const double SlowFactor = 2;
    private const double StuckFactor = 3;
    private static readonly TimeSpan ShortestSlowness = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestStuck = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ShortestSilence = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromDays(1);

    public bool NeedsALook => Word is HealthWord.Failing or HealthWord.Degraded or HealthWord.Slow;

    /// <summary>The worst word that holds.</summary>
    public static AgentHealth Of(AgentFigures figures) =>
        Failing(figures) ?? Degraded(figures) ?? Slow(figures) ?? Silent(figures) ?? new(HealthWord.Healthy, "");

    private static AgentHealth? Failing(AgentFigures seen)
    {
        if (seen.FailedInARow >= 3)
        {
            return new(HealthWord.Failing, $"The last {Number(seen.FailedInARow)} runs failed");
        }

        return seen.Failed >= 2 && seen.Failed * 2 >= seen.Ended
            ? new(HealthWord.Failing, $"{FailedOf(seen)} in the last hour")
            : null;
    }

    private static AgentHealth? Degraded(AgentFigures seen)
    {
        var share = Share(seen.Failed, seen.Ended);
        if (share < DegradedShare)
        {
            return null;
        }

        // An agent that always fails this often is not worse than usual.
        var known = seen.UsuallyEnded >= EnoughRuns;
        var usual = Share(seen.UsuallyFailed, seen.UsuallyEnded);
        if (known && share < 2 * usual)
        {
            return null;
        }

        var compared = known ? $", usually {Percent(usual)}" : "";
        return new(HealthWord.Degraded, $"{FailedOf(seen)} in the last hour{compared}");
    }

    private static AgentHealth? Slow(AgentFigures seen)
    {
        if (seen.UsuallyEnded < EnoughRuns || seen.UsuallyTook is not { } usual)
        {
            return null;
        }

        if (seen.RunningSince is { } since && seen.LongTook is { } longest)
        {
            var going = seen.Now - since;
            if (going > longest * StuckFactor && going > ShortestStuck)
            {
                return new(HealthWord.Slow, $"A run goes on for {Spoken(going)}, usually {Spoken(usual)}");
            }
        }

        return seen is { Ended: >= 3, Took: { } took } && took >= usual * SlowFactor && took - usual >= ShortestSlowness
            ? new(HealthWord.Slow, $"Runs take {Spoken(took)}, usually {Spoken(usual)}")
            : null;
    }

    private static AgentHealth? Silent(AgentFigures seen)
    {
        if (seen.LastSeenAt is not { } last)
        {
            return new(HealthWord.Silent, "It has not reported yet");
        }

        var quiet = seen.Now - last;
        if (seen.RunningSince is null && seen is { Pauses: >= EnoughPauses, LongPause: { } longest })
        {
            var limit = longest * 2 > ShortestSilence ? longest * 2 : ShortestSilence;
            if (quiet > limit)
            {
                return new(
                    HealthWord.Silent,
                    $"Not seen for {Spoken(quiet)}, usually every {Spoken(seen.UsualPause ?? longest)}"
                );
            }

            return null;
        }

        return quiet > LongestQuiet ? new(HealthWord.Silent, $"Not seen for {Spoken(quiet)}") : null;
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    private static string FailedOf(AgentFigures seen) =>
        $"{Number(seen.Failed)} of {Number(seen.Ended)} {(seen.Ended == 1 ? "run" : "runs")} failed";

    private static string Percent(double share) =>
        (share * 100).ToString(share is > 0 and < 0.1 ? "0.#" : "0", CultureInfo.InvariantCulture) + " %";

    private static string Number(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    // Roughly, as one says it: nobody compares milliseconds in a sentence.
    private static string Spoken(TimeSpan time) =>
        time.TotalSeconds switch
        {
            < 1 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
            < 10 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalSeconds} s"),
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min"),
            < 86400 => string.Create(CultureInfo.InvariantCulture, $"{time.Hours} h {time.Minutes:00}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays} d {time.Hours} h"),
        };
}
