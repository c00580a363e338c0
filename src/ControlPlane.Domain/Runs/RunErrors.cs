namespace ControlPlane.Domain.Runs;

/// <summary>Counts errors where they began: a failed step above a failed step only passes its error on.</summary>
internal static class RunErrors
{
    public static int Count(StepTree tree, IReadOnlyList<AssembledStep> steps)
    {
        var passesOn = new bool[steps.Count];
        for (var i = 0; i < steps.Count; i++)
        {
            if (IsError(steps[i]) && tree.Parents[i] is not StepTree.None and var parent)
            {
                passesOn[parent] = true;
            }
        }

        return steps.Where((step, i) => IsError(step) && !passesOn[i]).Count();
    }

    private static bool IsError(AssembledStep step) =>
        !step.IsDuplicate && (step.Facts.Status == StepStatus.Error || step.Outcome == LlmOutcome.Failed);
}
