using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Server.Runs.Recording;

/// <summary>What the counted model calls of a run cost, and how much of that could be priced.</summary>
internal sealed record RunCost(long NanoUsd, CostStatus Status, IReadOnlyList<string> Notes)
{
    /// <param name="costs">Cost of each model call that could be priced, in nano-USD.</param>
    public static RunCost Of(AssembledRun run, IReadOnlyDictionary<Guid, long> costs)
    {
        var calls = run
            .Steps.Where(static step =>
                step is { IsDuplicate: false, Facts.Kind: StepKind.Llm }
                && (step.Outcome == LlmOutcome.Answered || step.Facts.Usage is not null)
            )
            .Select(static step => step.Facts)
            .ToArray();
        var priced = calls.Count(call => costs.ContainsKey(call.Key));
        var status =
            priced == calls.Length ? CostStatus.Complete
            : priced == 0 ? CostStatus.Unknown
            : CostStatus.Partial;
        return new RunCost(
            Saturated.Sum(calls.Select(call => costs.GetValueOrDefault(call.Key))),
            status,
            [.. NotesOf(calls, costs)]
        );
    }

    private static IEnumerable<string> NotesOf(StepFacts[] calls, IReadOnlyDictionary<Guid, long> costs)
    {
        var withoutUsage = calls.Count(static call => call.Usage is null);
        if (withoutUsage > 0)
        {
            yield return $"{withoutUsage} of {calls.Length} model calls reported no token usage";
        }

        var unpriced = calls
            .Where(call => call.Usage is not null && !costs.ContainsKey(call.Key))
            .Select(static call => call.ResponseModel ?? call.RequestModel ?? "unnamed")
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToArray();
        if (unpriced.Length > 0)
        {
            yield return $"no price is known for {string.Join(", ", unpriced.Take(5))}"
                + (unpriced.Length > 5 ? $" and {unpriced.Length - 5} more" : "");
        }
    }
}
