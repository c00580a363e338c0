using ControlPlane.Domain.Runs;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>
/// Finds attempts of the same call. Siblings of one kind that call the same thing are attempts of one call if each but
/// the last failed: agents seldom number their retries, and a call that succeeded is not tried again.
/// </summary>
internal static class StepAttempts
{
    /// <summary>Steps that are one of several attempts, with how many there are.</summary>
    /// <param name="steps">Siblings in the order of their start.</param>
    public static IReadOnlyDictionary<Guid, int> Count(IEnumerable<TraceStep> steps)
    {
        var counts = new Dictionary<Guid, int>();
        foreach (var chain in Chains(steps))
        {
            foreach (var attempt in chain)
            {
                counts[attempt.Key] = chain.Count;
            }
        }

        return counts;
    }

    /// <summary>All attempts of the call that a step is one of, the step alone if there is no other.</summary>
    public static IReadOnlyList<TraceStep> Of(TraceStep step, IEnumerable<TraceStep> steps) =>
        Chains(steps.Where(other => other.ParentKey == step.ParentKey && other.Kind == step.Kind))
            .FirstOrDefault(chain => chain.Exists(attempt => attempt.Key == step.Key))
        ?? [step];

    private static IEnumerable<List<TraceStep>> Chains(IEnumerable<TraceStep> steps)
    {
        var open = new Dictionary<(Guid?, StepKind, string), List<TraceStep>>();
        foreach (var step in steps.Where(static step => IsCall(step) && step.DuplicateOf is null))
        {
            var call = (step.ParentKey, step.Kind, CallOf(step));
            if (open.TryGetValue(call, out var chain) && Follows(chain[^1], step))
            {
                chain.Add(step);
            }
            else
            {
                if (chain is { Count: > 1 })
                {
                    yield return chain;
                }

                open[call] = [step];
            }
        }

        foreach (var chain in open.Values.Where(static chain => chain.Count > 1))
        {
            yield return chain;
        }
    }

    private static bool Follows(TraceStep earlier, TraceStep step) =>
        earlier.Failed
        && (earlier.EndedAt ?? earlier.StartedAt) <= step.StartedAt
        && (
            earlier.ToolCallId is null
            || step.ToolCallId is null
            || earlier.ToolCallId == step.ToolCallId
            || step.Attempt is > 1
        );

    private static bool IsCall(TraceStep step) => step.Kind is StepKind.Llm or StepKind.Tool or StepKind.Http;

    private static string CallOf(TraceStep step) => step.Tool ?? step.Target ?? step.Model ?? step.Name;
}
