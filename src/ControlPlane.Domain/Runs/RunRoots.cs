namespace ControlPlane.Domain.Runs;

/// <summary>
/// The roots of a run: steps without parent. Where an application or an agent is one, calls without parent are not;
/// steps told through the API, whose end is told there too, and definitions of agents come last.
/// </summary>
/// <param name="Roots">By start; empty if no root has come.</param>
internal sealed record RunRoots(IReadOnlyList<StepFacts> Roots, bool AreCalls)
{
    public static RunRoots Find(StepTree tree)
    {
        var steps = tree.Steps;
        var parentless = steps.Where(static step => step.ParentKey is null).ToList();
        return First(parentless.Where(static s => !s.IsApi && !s.IsAgentDefinition && !s.IsExchange), areCalls: false)
            ?? First(Strays(tree).Where(static s => !s.IsExchange), areCalls: false)
            ?? First(parentless.Where(static s => !s.IsApi && s.IsExchange), areCalls: true)
            ?? First(Strays(tree), areCalls: true)
            ?? FirstOfRest(tree, parentless)
            ?? new RunRoots([], AreCalls: false);
    }

    public StepFacts? Main => Roots.Count > 0 ? Roots[0] : null;

    // A parent in another process may never be reported to us.
    private static IEnumerable<StepFacts> Strays(StepTree tree) =>
        tree.Steps.Where(
            (step, i) => step.ParentIsRemote && step.ParentKey is not null && tree.Parents[i] == StepTree.None
        );

    private static RunRoots? FirstOfRest(StepTree tree, List<StepFacts> parentless) =>
        First(parentless.Where(static step => step.IsApi), areCalls: false)
        ?? (
            tree.Steps.All(static step => step.IsAgentDefinition)
                ? First(parentless.Where(static step => step.IsAgentDefinition), areCalls: false)
                : null
        );

    private static RunRoots? First(IEnumerable<StepFacts> roots, bool areCalls) =>
        roots.ToList() is { Count: > 0 } found ? new RunRoots(found, areCalls) : null;
}
