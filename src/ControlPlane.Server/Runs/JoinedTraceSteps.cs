using ControlPlane.Domain.Runs;

namespace ControlPlane.Server.Runs;

/// <summary>
/// Folds what the API and a trace both report into one step of the tree, as <see cref="CallReports"/> does with all
/// facts of a step.
/// </summary>
internal static class JoinedTraceSteps
{
    /// <param name="steps">In order of start.</param>
    /// <param name="joined">Those that are shown as one of the steps, in order of start.</param>
    public static IReadOnlyList<TraceStep> Fold(List<TraceStep> steps, List<TraceStep> joined)
    {
        if (joined.Count == 0)
        {
            return steps;
        }

        var reports = joined.ToLookup(static step => step.DuplicateOf!.Value);
        var shown = joined.ToDictionary(static step => step.Key, static step => step.DuplicateOf!.Value);
        return steps.ConvertAll(step => Below(reports[step.Key].Aggregate(step, Merge), shown));
    }

    private static TraceStep Merge(TraceStep step, TraceStep report) =>
        step with
        {
            ParentKey = step.ParentKey ?? (report.ParentKey == step.Key ? null : report.ParentKey),
            EndedAt = step.EndedAt ?? report.EndedAt,
            Model = step.Model ?? report.Model,
            Tool = step.Tool ?? report.Tool,
            ToolCallId = step.ToolCallId ?? report.ToolCallId,
            Attempt = step.Attempt ?? report.Attempt,
            ErrorType = step.Failed ? step.ErrorType ?? report.ErrorType : step.ErrorType,
            ErrorMessage = step.Failed ? step.ErrorMessage ?? report.ErrorMessage : step.ErrorMessage,
            Tokens = step.Tokens == 0 ? report.Tokens : step.Tokens,
            Reports = [.. step.Reports, new(report.Key, report.Id)],
        };

    // Below a report that is shown as another step stands below that one.
    private static TraceStep Below(TraceStep step, Dictionary<Guid, Guid> shown) =>
        step.ParentKey is { } parent && shown.TryGetValue(parent, out var above)
            ? step with
            {
                ParentKey = above == step.Key ? null : above,
            }
            : step;
}
