namespace ControlPlane.Domain.Runs;

/// <summary>
/// One call that was reported more than once. What an agent tells through the API and what its trace tells of the same
/// call is one step; what two libraries in one process see of it stays two, of which one is counted.
/// </summary>
public static class CallReports
{
    /// <summary>The duplicate is not a step of its own, but is shown as the counted one.</summary>
    public static bool AreOneStep(StepFacts counted, StepFacts duplicate) => counted.IsApi != duplicate.IsApi;

    /// <summary>
    /// The counted step with what its other reports add. What it says itself stays, so what was settled wins. Its place
    /// in the tree is the trace's if the API told none.
    /// </summary>
    /// <param name="duplicates">By start, then by key: the first that knows something is heard.</param>
    public static StepFacts Merge(StepFacts counted, IEnumerable<StepFacts> duplicates)
    {
        var merged = counted;
        foreach (var duplicate in duplicates)
        {
            merged = StepCompletion.Complete(merged, duplicate);
            if (AreOneStep(counted, duplicate))
            {
                var isBelow = duplicate.ParentKey == counted.Key;
                merged = merged with
                {
                    TraceId = merged.TraceId ?? duplicate.TraceId,
                    Operation = merged.Operation ?? duplicate.Operation,
                    ParentKey = merged.ParentKey ?? (isBelow ? null : duplicate.ParentKey),
                    ParentId = merged.ParentId ?? (isBelow ? null : duplicate.ParentId),
                    ErrorType = merged.ErrorType ?? ErrorOf(merged, duplicate.ErrorType),
                    ErrorMessage = merged.ErrorMessage ?? ErrorOf(merged, duplicate.ErrorMessage),
                    ErrorClass = merged.ErrorClass ?? ErrorOf(merged, duplicate.ErrorClass),
                    Redactions = merged.Redactions + duplicate.Redactions,
                };
            }
        }

        return merged;
    }

    // A step that the API says went well has no error, whatever the trace tells.
    private static string? ErrorOf(StepFacts step, string? error) => step.Status == StepStatus.Error ? error : null;
}
