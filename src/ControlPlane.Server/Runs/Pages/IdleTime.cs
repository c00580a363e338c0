using ControlPlane.Domain.Runs;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>
/// Finds the times in which a run waited and nothing worked. Agents, workflows and other frames around the work do not
/// count as work; a step without children does.
/// </summary>
internal static class IdleTime
{
    private const int MostFolds = 4;
    private const double LeastShare = 0.12;
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(200);

    /// <summary>The gaps worth folding, in order: those that take much of the width.</summary>
    public static IReadOnlyList<Gap> Of(IReadOnlyList<StepNode> nodes, Timeline timeline)
    {
        var spans = nodes
            .Where(static node => node.Step.Kind is not StepKind.Other || node.Descendants == 0)
            .Select(node => (From: node.Step.StartedAt, To: node.Step.EndedAt ?? timeline.End))
            .OrderBy(static span => span.From)
            .ToArray();
        var gaps = new List<Gap>();
        var busyUntil = timeline.Start;
        foreach (var (from, to) in spans)
        {
            if (from > busyUntil)
            {
                gaps.Add(new(busyUntil, from));
            }

            busyUntil = to > busyUntil ? to : busyUntil;
        }

        if (timeline.End > busyUntil && spans.Length > 0)
        {
            gaps.Add(new(busyUntil, timeline.End));
        }

        var least = TimeSpan.FromSeconds(
            Math.Max(Least.TotalSeconds, (timeline.End - timeline.Start).TotalSeconds * LeastShare)
        );
        return
        [
            .. gaps.Where(gap => gap.Length >= least)
                .OrderByDescending(static gap => gap.Length)
                .Take(MostFolds)
                .OrderBy(static gap => gap.From),
        ];
    }
}
