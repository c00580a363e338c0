namespace ControlPlane.Domain.Runs;

/// <summary>
/// Which steps report the same call. (a) A model call whose nearest call or agent above is a model call: two libraries
/// saw it, the outer one counts. Nearest, because a tool or an agent below a model call makes calls of its own.
/// (b) The same for a tool call inside a tool call of the same name, as where a protocol's client and server both
/// report it. (c) Calls of one kind with the same reservation or the same id given by the provider: the one with
/// tokens counts, then the one reported through the API, then the earlier.
/// </summary>
internal sealed class DuplicateCalls
{
    private readonly StepTree _tree;
    private readonly int[] _same;
    private readonly StepFacts[] _facts;

    private DuplicateCalls(StepTree tree)
    {
        _tree = tree;
        _facts = [.. tree.Steps];
        _same = [.. Enumerable.Range(0, _facts.Length).Select(Outer)];
    }

    /// <summary>For each step the index of the step that is counted for it, and its completed facts.</summary>
    public static (int[] CountedBy, StepFacts[] Facts) Find(StepTree tree)
    {
        var found = new DuplicateCalls(tree);
        found.FlattenAndComplete();
        found.JoinById();
        return (found._same, found._facts);
    }

    private static bool IsCall(StepFacts step) => step.Kind is StepKind.Llm or StepKind.Tool;

    private int Outer(int step)
    {
        var facts = _tree.Steps[step];
        var above = _tree.NearestCallOrAgentAbove(step);
        if (above == StepTree.None || !IsCall(facts) || _tree.Steps[above].Kind != facts.Kind)
        {
            return step;
        }

        return facts.Kind == StepKind.Llm || _tree.Steps[above].ToolName == facts.ToolName ? above : step;
    }

    // Links lead from inner to outer and end in a step that links to itself, since nothing is above a circle.
    private void FlattenAndComplete()
    {
        for (var i = 0; i < _same.Length; i++)
        {
            _same[i] = Top(i);
        }

        for (var i = 0; i < _same.Length; i++)
        {
            Complete(_same[i], i);
        }
    }

    private int Top(int step)
    {
        while (_same[step] != step)
        {
            _same[step] = _same[_same[step]];
            step = _same[step];
        }

        return step;
    }

    private void JoinById()
    {
        var first = new Dictionary<(StepKind, string, string), int>();
        var groups = Enumerable.Range(0, _same.Length).ToArray();
        for (var i = 0; i < _same.Length; i++)
        {
            if (_same[i] != i || !IsCall(_facts[i]))
            {
                continue;
            }

            Join(groups, first, i, "reservation", _facts[i].ReservationId);
            Join(groups, first, i, "response", _facts[i].ResponseId);
        }

        foreach (
            var group in Enumerable.Range(0, groups.Length).GroupBy(i => Root(groups, i)).Where(g => g.Skip(1).Any())
        )
        {
            CountBest([.. group]);
        }

        for (var i = 0; i < _same.Length; i++)
        {
            _same[i] = Top(i);
        }
    }

    private void Join(int[] groups, Dictionary<(StepKind, string, string), int> first, int step, string by, string? id)
    {
        if (string.IsNullOrEmpty(id))
        {
            return;
        }

        var key = (_facts[step].Kind, by, id);
        if (!first.TryAdd(key, step))
        {
            groups[Root(groups, step)] = Root(groups, first[key]);
        }
    }

    private static int Root(int[] groups, int step)
    {
        while (groups[step] != step)
        {
            groups[step] = groups[groups[step]];
            step = groups[step];
        }

        return step;
    }

    private void CountBest(List<int> group)
    {
        var best = group
            .OrderByDescending(i => _facts[i].Usage is not null)
            .ThenByDescending(i => _facts[i].IsApi)
            .ThenBy(static i => i)
            .First();
        foreach (var i in group)
        {
            Complete(best, i);
            _same[i] = best;
        }
    }

    private void Complete(int counted, int duplicate)
    {
        if (counted != duplicate)
        {
            _facts[counted] = StepCompletion.Complete(_facts[counted], _facts[duplicate]);
        }
    }
}
