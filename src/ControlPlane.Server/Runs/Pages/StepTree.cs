namespace ControlPlane.Server.Runs.Pages;

/// <summary>A step at its place in the tree.</summary>
/// <param name="Descendants">How many of the following nodes stand below this one.</param>
/// <param name="ParentUnseen">It names a parent that has not been reported, so it stands at the top.</param>
/// <param name="Attempts">How many attempts of the same call there are, if this is one of several.</param>
public sealed record StepNode(TraceStep Step, int Depth, int Descendants, bool ParentUnseen, int Attempts = 1);

/// <summary>Orders the steps of a run as a tree, each before its children, siblings by their start.</summary>
internal static class StepTree
{
    public static IReadOnlyList<StepNode> Build(IReadOnlyList<TraceStep> steps)
    {
        var walk = new Walk(InOrder(steps));
        walk.Run();
        var attempts = StepAttempts.Count(walk.Placed.Select(static place => place.Step));
        var nodes = new StepNode[walk.Placed.Count];
        var below = Descendants(walk.Placed);
        for (var i = 0; i < nodes.Length; i++)
        {
            var (step, depth, unseen) = walk.Placed[i];
            nodes[i] = new(step, depth, below[i], unseen, attempts.GetValueOrDefault(step.Key, 1));
        }

        return nodes;
    }

    /// <summary>The nodes that are not below a collapsed one.</summary>
    public static IReadOnlyList<StepNode> Visible(IReadOnlyList<StepNode> nodes, IReadOnlySet<Guid> collapsed)
    {
        if (collapsed.Count == 0)
        {
            return nodes;
        }

        var visible = new List<StepNode>(nodes.Count);
        for (var i = 0; i < nodes.Count; i++)
        {
            visible.Add(nodes[i]);
            if (collapsed.Contains(nodes[i].Step.Key))
            {
                i += nodes[i].Descendants;
            }
        }

        return visible;
    }

    /// <summary>The nodes a node stands below, the nearest first.</summary>
    public static IEnumerable<StepNode> Above(IReadOnlyList<StepNode> nodes, int index)
    {
        var depth = nodes[index].Depth;
        for (var i = index - 1; i >= 0 && depth > 0; i--)
        {
            if (nodes[i].Depth < depth)
            {
                depth = nodes[i].Depth;
                yield return nodes[i];
            }
        }
    }

    private static List<TraceStep> InOrder(IReadOnlyList<TraceStep> steps)
    {
        var sorted = steps.DistinctBy(static step => step.Key).ToList();
        sorted.Sort(
            static (one, other) =>
                one.StartedAt != other.StartedAt
                    ? one.StartedAt.CompareTo(other.StartedAt)
                    : one.Key.CompareTo(other.Key)
        );
        return sorted;
    }

    // A node's subtree ends before the next node that stands as high or higher.
    private static int[] Descendants(List<(TraceStep Step, int Depth, bool Unseen)> placed)
    {
        var below = new int[placed.Count];
        var open = new Stack<int>();
        for (var i = 0; i <= placed.Count; i++)
        {
            while (open.TryPeek(out var above) && (i == placed.Count || placed[above].Depth >= placed[i].Depth))
            {
                below[above] = i - open.Pop() - 1;
            }

            open.Push(i);
        }

        return below;
    }

    // Lists of indexes instead of objects, and a stack instead of recursion: a run may be one chain of 50,000 steps.
    private sealed class Walk(List<TraceStep> steps)
    {
        private readonly int[] next = new int[steps.Count];
        private readonly int[] lastChild = new int[steps.Count];
        private readonly bool[] placed = new bool[steps.Count];
        private readonly Stack<(int Index, int Depth)> open = new();

        public List<(TraceStep Step, int Depth, bool Unseen)> Placed { get; } = new(steps.Count);

        public void Run()
        {
            var parents = Parents();
            for (var i = 0; i < steps.Count; i++)
            {
                if (parents[i] < 0)
                {
                    From(i, parentUnseen: steps[i].ParentKey is not null);
                }
            }

            // What is left names itself, over some steps, as its own ancestor; the earliest of each circle goes on top.
            for (var i = 0; i < steps.Count; i++)
            {
                From(i, parentUnseen: true);
            }
        }

        // Children are chained from the last to the first: put on the stack in that order, the first comes off first.
        private int[] Parents()
        {
            var index = new Dictionary<Guid, int>(steps.Count);
            for (var i = 0; i < steps.Count; i++)
            {
                index[steps[i].Key] = i;
            }

            var parents = new int[steps.Count];
            Array.Fill(lastChild, -1);
            for (var i = 0; i < steps.Count; i++)
            {
                parents[i] =
                    steps[i].ParentKey is { } parent && parent != steps[i].Key && index.TryGetValue(parent, out var at)
                        ? at
                        : -1;
                if (parents[i] >= 0)
                {
                    (next[i], lastChild[parents[i]]) = (lastChild[parents[i]], i);
                }
            }

            return parents;
        }

        private void From(int top, bool parentUnseen)
        {
            open.Push((top, 0));
            while (open.TryPop(out var place))
            {
                if (placed[place.Index])
                {
                    continue;
                }

                placed[place.Index] = true;
                Placed.Add((steps[place.Index], place.Depth, parentUnseen && place.Depth == 0));
                for (var child = lastChild[place.Index]; child >= 0; child = next[child])
                {
                    open.Push((child, place.Depth + 1));
                }
            }
        }
    }
}
