using ControlPlane.Server.Platform.Layout;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>Says in words whether a run is shown whole, and what is missing.</summary>
internal static class RunCompleteness
{
    /// <param name="here">How many steps are shown.</param>
    /// <param name="stored">How many the run is said to have.</param>
    public static string Of(int here, int stored, RunCuts cuts)
    {
        var all = Math.Max(here, stored);
        var steps = $"{Format.ExactCount(here)} of {Format.ExactCount(all)} {Plural(all, "step")}";
        return here == all
            ? $"Complete: {steps}{Cut(cuts)}"
            : $"{steps}: {Format.ExactCount(all - here)} are still being stored{Cut(cuts)}";
    }

    private static string Cut(RunCuts cuts)
    {
        if (cuts.Parts.Count == 0)
        {
            return cuts.Counted ? ", nothing cut." : ". Whether its content was cut stands on each step.";
        }

        var parts = cuts.Parts.Values.Sum();
        var steps = cuts.Parts.Keys.Count(static key => key != Guid.Empty);
        string[] where =
        [
            .. steps > 0 ? [$"{Format.ExactCount(steps)} {Plural(steps, "step")}"] : Array.Empty<string>(),
            .. cuts.Parts.ContainsKey(Guid.Empty) ? ["log records of the run"] : Array.Empty<string>(),
        ];
        return $". Too long or too many, and cut when they came: {Format.ExactCount(parts)} {Plural(parts, "part")} of {string.Join(" and ", where)}"
            + (steps > 0 ? ", each marked “cut”" : "")
            + (cuts.Counted ? "." : "; older content was not counted.");
    }

    private static string Plural(long number, string word) => number == 1 ? word : word + "s";
}
