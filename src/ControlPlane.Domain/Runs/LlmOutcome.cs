namespace ControlPlane.Domain.Runs;

/// <summary>What became of a model call.</summary>
public enum LlmOutcome
{
    /// <summary>It is no model call, or was never sent.</summary>
    None,

    /// <summary>It has not ended yet.</summary>
    Open,

    Answered,

    /// <summary>It failed, or ended without anything that could be an answer.</summary>
    Failed,
}

internal static class LlmOutcomes
{
    public static LlmOutcome Of(StepFacts step)
    {
        if (step.Kind != StepKind.Llm || step.Status == StepStatus.NotSent)
        {
            return LlmOutcome.None;
        }

        // An id is given by the provider with its answer, however empty that is.
        if (step.Status == StepStatus.Error || (step.HasEmptyAnswer && step.ResponseId is null))
        {
            return LlmOutcome.Failed;
        }

        return step.EndedAt is null && step.Usage is null && !step.HasOutput ? LlmOutcome.Open : LlmOutcome.Answered;
    }
}
