using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>What a model call's output adds to its facts.</summary>
internal static class LlmAnswer
{
    /// <param name="output">The messages the report holds; null if it holds none, as where content is not recorded.</param>
    public static StepFacts AddTo(StepFacts facts, IReadOnlyList<Message>? output)
    {
        if (facts.Kind != StepKind.Llm || output is null)
        {
            return facts;
        }

        var reasons = facts.FinishReasons.Count > 0 ? facts.FinishReasons : Conversations.ReasonsOf(output);
        var hasOutput = Conversations.HasOutput(output);
        return facts with
        {
            FinishReasons = reasons,
            HasOutput = hasOutput,
            HasMalformedToolArguments = Conversations.HasMalformedCall(output),
            HasEmptyAnswer =
                !hasOutput
                && reasons.Count == 0
                && facts.Usage is null
                && facts is { Status: StepStatus.Ok, EndedAt: not null },
        };
    }
}
