using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Runs;

/// <summary>
/// Makes a run of its steps. A pure function of the set of steps: order, repetition and the way they were split into
/// requests do not matter. Linear in the number of steps but for one sort.
/// </summary>
public static class RunAssembly
{
    /// <param name="facts">All known steps of one run, at least one.</param>
    public static AssembledRun Assemble(IEnumerable<StepFacts> facts)
    {
        var tree = new StepTree(facts);
        if (tree.Steps.Length == 0)
        {
            throw new ArgumentException("A run has at least one step.", nameof(facts));
        }

        var steps = Number(tree);
        var counted = steps.Where(static step => !step.IsDuplicate && IsCounted(step.Facts)).ToList();
        var roots = RunRoots.Find(tree);
        var hasRootEnded = roots.Main is { IsApi: false } && roots.Roots.All(static root => root.EndedAt is not null);
        return Totals(tree, steps, counted, roots, hasRootEnded);
    }

    private static AssembledStep[] Number(StepTree tree)
    {
        var (countedBy, facts) = DuplicateCalls.Find(tree);
        return
        [
            .. facts.Select(
                (step, i) =>
                    countedBy[i] == i
                        ? new AssembledStep(step, null, false)
                        : new AssembledStep(
                            step,
                            facts[countedBy[i]].Key,
                            CallReports.AreOneStep(facts[countedBy[i]], step)
                        )
            ),
        ];
    }

    private static bool IsCounted(StepFacts step) =>
        step.Kind is StepKind.Llm or StepKind.Tool && step.Status != StepStatus.NotSent;

    private static AssembledRun Totals(
        StepTree tree,
        AssembledStep[] steps,
        List<AssembledStep> counted,
        RunRoots roots,
        bool hasRootEnded
    )
    {
        var calls = counted.Where(static step => step.Facts.Kind == StepKind.Llm).ToList();
        var tools = counted.Where(static step => step.Facts.Kind == StepKind.Tool).ToList();
        var timed = tree.Steps.Where(static step => !step.IsAgentDefinition).DefaultIfEmpty(tree.Steps[0]).ToList();
        var costs = counted.Select(static step => step.Facts.ReportedCostNanoUsd).OfType<long>().ToList();
        return new AssembledRun
        {
            Steps = steps,
            CountedKeys = [.. counted.Select(static step => step.Facts.Key)],
            LlmCalls = calls.Count(static call => call.Outcome == LlmOutcome.Answered),
            FailedLlmCalls = calls.Count(static call => call.Outcome == LlmOutcome.Failed),
            ToolCalls = tools.Count,
            ToolCallsByName = ByName(tools),
            Errors = RunErrors.Count(tree, steps),
            Models = [.. ModelsOf(calls).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Usage = calls.Aggregate(TokenUsage.None, static (sum, call) => sum + (call.Facts.Usage ?? TokenUsage.None)),
            IsUsageMissing = calls.Exists(static c => c.Outcome == LlmOutcome.Answered && c.Facts.Usage is null),
            ReportedCostNanoUsd = costs.Count > 0 ? Saturated.Sum(costs) : null,
            StartedAt = timed[0].StartedAt,
            LastSeenAt = timed.Max(static step => step.EndedAt > step.StartedAt ? step.EndedAt.Value : step.StartedAt),
            RootKey = roots.Main?.Key,
            HasRootEnded = hasRootEnded,
            Status = RunVerdict.Of(roots, hasRootEnded, steps),
            AgentName = AgentOf(roots, timed),
            ServiceName = Root(roots, timed, static step => step.ServiceName),
            Name = roots.Main?.Name ?? timed[0].Name,
            SessionId = Root(roots, timed, static step => step.SessionId),
            UserId = Root(roots, timed, static step => step.UserId),
            Environment = Root(roots, timed, static step => step.Environment),
            Version = Root(roots, timed, static step => step.Version),
            TraceIds = [.. TracesOf(tree).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
    }

    // The agent of a run is its root's; without one, the service's: any step might speak of an agent it called.
    private static string? AgentOf(RunRoots roots, List<StepFacts> steps) =>
        roots.Main?.AgentName
        ?? Root(roots, steps, static step => step.ServiceName)
        ?? Root(roots, steps, static step => step.AgentName);

    // The root's word, else the first that anybody says.
    private static string? Root(RunRoots roots, List<StepFacts> steps, Func<StepFacts, string?> fact) =>
        (roots.Main is { } root ? fact(root) : null)
        ?? steps.Select(fact).FirstOrDefault(static value => value is not null);

    private static SortedDictionary<string, int> ByName(List<AssembledStep> tools)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in tools.Select(static tool => tool.Facts.ToolName ?? ""))
        {
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }

        return counts;
    }

    // A failed attempt names the model that was asked for, a later one the model that served: that is one model.
    private static IEnumerable<string> ModelsOf(List<AssembledStep> calls)
    {
        var served = calls
            .Where(static call => call.Outcome != LlmOutcome.Failed && call.Facts.ResponseModel is not null)
            .Select(static call => call.Facts.RequestModel)
            .ToHashSet();
        return calls
            .Where(call => call.Outcome != LlmOutcome.Failed || !served.Contains(call.Facts.RequestModel))
            .Select(static call => call.Facts.ResponseModel ?? call.Facts.RequestModel)
            .OfType<string>();
    }

    private static IEnumerable<string> TracesOf(StepTree tree) =>
        tree.Steps.Select(static step => step.TraceId).OfType<string>();
}
