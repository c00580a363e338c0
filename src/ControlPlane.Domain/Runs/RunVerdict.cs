namespace ControlPlane.Domain.Runs;

/// <summary>
/// How a run stands, judged by its steps. A red step is not a failed run: agents retry and recover. It failed if
/// its root says so, if it called models and none answered, or if it broke off: a last call without an answer and
/// no root to say that the application lived on.
/// </summary>
internal static class RunVerdict
{
    public static RunStatus Of(RunRoots roots, bool hasRootEnded, IReadOnlyList<AssembledStep> steps)
    {
        var calls = steps.Where(static step => step.Outcome != LlmOutcome.None).ToList();
        if (roots.Main is { IsApi: true })
        {
            // Its end is told through the API.
            return RunStatus.Running;
        }

        if (hasRootEnded)
        {
            return HasFailed(roots, calls) ? RunStatus.Failed : RunStatus.Succeeded;
        }

        return roots.Main is null && HasBrokenOff(calls) ? RunStatus.Failed : RunStatus.Running;
    }

    private static bool HasFailed(RunRoots roots, List<AssembledStep> calls)
    {
        if (!roots.AreCalls && roots.Roots[^1].Status == StepStatus.Error)
        {
            return true;
        }

        return NoneAnswered(calls) || (roots.AreCalls && Last(calls)?.Outcome == LlmOutcome.Failed);
    }

    private static bool HasBrokenOff(List<AssembledStep> calls) =>
        NoneAnswered(calls) || Last(calls) is { Facts.HasEmptyAnswer: true };

    private static bool NoneAnswered(List<AssembledStep> calls) =>
        calls.Exists(static call => call.Outcome == LlmOutcome.Failed)
        && !calls.Exists(static call => call.Outcome is LlmOutcome.Answered or LlmOutcome.Open);

    private static AssembledStep? Last(List<AssembledStep> calls) =>
        calls.MaxBy(static call =>
            (call.Facts.EndedAt ?? DateTimeOffset.MaxValue, call.Facts.StartedAt, call.Facts.Key)
        );
}
