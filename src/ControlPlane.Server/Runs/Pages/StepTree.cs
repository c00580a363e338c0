namespace ControlPlane.Server.Runs.Pages;

/// <summary>A step at its place in the tree.</summary>
/// <param name="Descendants">How many of the following nodes stand below this one.</param>
/// <param name="ParentUnseen">It names a parent that has not been reported, so it stands at the top.</param>
public sealed record StepNode(StepRow Step, int Depth, int Descendants, bool ParentUnseen);

/// <summary>Orders the steps of a run as a tree, each before its children, siblings by their start.</summary>
internal static class StepTree
{
    public static IReadOnlyList<StepNode> Build(IReadOnlyList<StepRow> steps)
    {
        var inOrder = steps
            .DistinctBy(static step => step.Facts.Key)
            .OrderBy(static step => step.Facts.StartedAt)
            .ThenBy(static step => step.Facts.Key)
            .ToArray();
        var known = inOrder.Select(static step => step.Facts.Key).ToHashSet();
        var children = inOrder
            .Where(step => HasParent(step, known))
            .ToLookup(static step => step.Facts.ParentKey!.Value);

        var walk = new Walk(children);
        foreach (var top in inOrder.Where(step => !HasParent(step, known)))
        {
            walk.From(top, parentUnseen: top.Facts.ParentKey is not null);
        }

        // What is left names itself, over some steps, as its own ancestor; the earliest of each circle goes on top.
        foreach (var left in inOrder)
        {
            walk.From(left, parentUnseen: true);
        }

        return WithDescendants(walk.Nodes);
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
            if (collapsed.Contains(nodes[i].Step.Facts.Key))
            {
                i += nodes[i].Descendants;
            }
        }

        return visible;
    }

    private static bool HasParent(StepRow step, HashSet<Guid> known) =>
        step.Facts.ParentKey is { } parent && parent != step.Facts.Key && known.Contains(parent);

    private static StepNode[] WithDescendants(List<StepNode> nodes)
    {
        var counted = new StepNode[nodes.Count];
        var lastAtDepth = new Dictionary<int, int>();
        for (var i = nodes.Count - 1; i >= 0; i--)
        {
            // The next node that stands as high or higher ends this one's subtree.
            var end = nodes.Count;
            for (var depth = nodes[i].Depth; depth >= 0; depth--)
            {
                if (lastAtDepth.TryGetValue(depth, out var next) && next < end)
                {
                    end = next;
                }
            }

            lastAtDepth[nodes[i].Depth] = i;
            counted[i] = nodes[i] with { Descendants = end - i - 1 };
        }

        return counted;
    }

    // A stack instead of recursion: a chain of thousands of steps is only a deep tree.
    private sealed class Walk(ILookup<Guid, StepRow> children)
    {
        private readonly HashSet<Guid> placed = [];
        private readonly Stack<(StepRow Step, int Depth)> open = new();

        public List<StepNode> Nodes { get; } = [];

        public void From(StepRow top, bool parentUnseen)
        {
            open.Push((top, 0));
            while (open.TryPop(out var next))
            {
                if (!placed.Add(next.Step.Facts.Key))
                {
                    continue;
                }

                Nodes.Add(new(next.Step, next.Depth, 0, parentUnseen && next.Depth == 0));
                foreach (var child in children[next.Step.Facts.Key].Reverse())
                {
                    open.Push((child, next.Depth + 1));
                }
            }
        }
    }
}
