namespace ControlPlane.Domain.Runs;

/// <summary>
/// The steps of a run in a fixed order, each once, with the links between them. Parents may be missing and links may
/// form a circle: clients send both.
/// </summary>
internal sealed class StepTree
{
    public const int None = -1;

    private readonly int[] _nearest;

    public StepTree(IEnumerable<StepFacts> steps)
    {
        Steps = [.. Unique(steps).OrderBy(static step => step.StartedAt).ThenBy(static step => step.Key)];
        var index = new Dictionary<Guid, int>(Steps.Length);
        for (var i = 0; i < Steps.Length; i++)
        {
            index[Steps[i].Key] = i;
        }

        Parents = [.. Steps.Select(step => ParentOf(step, index))];
        _nearest = NearestCallOrAgent();
    }

    public StepFacts[] Steps { get; }

    /// <summary>Index of each step's parent, or <see cref="None"/>.</summary>
    public int[] Parents { get; }

    /// <summary>The nearest ancestor that is a model call, a tool call or an agent.</summary>
    public int NearestCallOrAgentAbove(int step) => _nearest[step];

    private static IEnumerable<StepFacts> Unique(IEnumerable<StepFacts> steps) =>
        steps.GroupBy(static step => step.Key).Select(static same => same.Aggregate(Later));

    // A step may be reported when it starts and again when it has ended.
    private static StepFacts Later(StepFacts one, StepFacts other)
    {
        var order = Nullable.Compare(one.EndedAt, other.EndedAt);
        if (order == 0)
        {
            order = (one.Usage is not null).CompareTo(other.Usage is not null);
        }

        if (order == 0)
        {
            order = ((int)one.Status).CompareTo((int)other.Status);
        }

        return order >= 0 ? one : other;
    }

    private static int ParentOf(StepFacts step, Dictionary<Guid, int> index) =>
        step.ParentKey is { } parent && parent != step.Key && index.TryGetValue(parent, out var found) ? found : None;

    private static bool IsCallOrAgent(StepFacts step) => step.Kind is StepKind.Llm or StepKind.Tool || step.IsAgent;

    // Walks up from every step only as far as nobody has walked before.
    private int[] NearestCallOrAgent()
    {
        const int unknown = -2;
        const int onPath = -3;
        var nearest = new int[Steps.Length];
        Array.Fill(nearest, unknown);
        var path = new List<int>();
        for (var i = 0; i < Steps.Length; i++)
        {
            path.Clear();
            var at = i;
            while (at != None && nearest[at] == unknown)
            {
                nearest[at] = onPath;
                path.Add(at);
                at = Parents[at];
            }

            // Above a circle there is nothing.
            var above = at == None || nearest[at] == onPath ? None : AboveOrSelf(at, nearest[at]);
            for (var p = path.Count - 1; p >= 0; p--)
            {
                nearest[path[p]] = above;
                above = AboveOrSelf(path[p], above);
            }
        }

        return nearest;
    }

    private int AboveOrSelf(int step, int above) => IsCallOrAgent(Steps[step]) ? step : above;
}
