namespace ControlPlane.Server.Runs.Pages;

/// <summary>What of a run's steps is drawn: which are hidden, and how time is laid over the width.</summary>
internal sealed class TraceView
{
    private readonly HashSet<Guid> closed = [];
    private RunSnapshot? snapshot;

    /// <summary>Steps whose steps below are hidden.</summary>
    public IReadOnlySet<Guid> Closed => closed;

    public IReadOnlyList<StepNode> Visible { get; private set; } = [];

    /// <summary>The idle times worth folding, folded or not.</summary>
    public IReadOnlyList<Gap> Gaps { get; private set; } = [];

    public Timeline Timeline { get; private set; } = new(default, default);

    public bool ShowsIdle { get; private set; }

    /// <summary>Nothing of another run stays.</summary>
    public void Clear()
    {
        closed.Clear();
        (snapshot, Visible, Gaps, ShowsIdle) = (null, [], [], false);
    }

    /// <param name="until">Where steps without an end reach to.</param>
    /// <param name="goesOn">The run goes on, so time passes also if nothing came.</param>
    /// <returns>Whether there was anything new.</returns>
    public bool Show(RunSnapshot? now, DateTimeOffset until, bool goesOn)
    {
        var renewed = !ReferenceEquals(snapshot, now) || goesOn;
        snapshot = now;
        if (renewed)
        {
            var whole = Timeline.Of(Nodes, until);
            Gaps = IdleTime.Of(Nodes, whole);
            Timeline = ShowsIdle ? whole : whole with { Gaps = Gaps };
        }

        Draw();
        return renewed;
    }

    public void ShowIdle(bool on)
    {
        ShowsIdle = on;
        Timeline = Timeline with { Gaps = on ? [] : Gaps };
    }

    public void Toggle(Guid step)
    {
        if (!closed.Remove(step))
        {
            closed.Add(step);
        }

        Draw();
    }

    /// <summary>Hides what stands below these steps, and shows all else.</summary>
    public void Close(IEnumerable<Guid> steps)
    {
        closed.Clear();
        closed.UnionWith(steps);
        Draw();
    }

    /// <summary>Opens whatever a step is hidden in.</summary>
    /// <returns>Whether the step is there.</returns>
    public bool Reveal(Guid step)
    {
        if (snapshot?.IndexOf(step) is not (>= 0 and var index))
        {
            return false;
        }

        foreach (var above in StepTree.Above(Nodes, index))
        {
            closed.Remove(above.Step.Key);
        }

        Draw();
        return true;
    }

    /// <summary>The row of a step; -1 if it is hidden or not there.</summary>
    public int RowOf(Guid? step)
    {
        for (var i = 0; i < Visible.Count; i++)
        {
            if (Visible[i].Step.Key == step)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The closed steps as an address names them, from the top down.</summary>
    public IEnumerable<string> ClosedLinks() =>
        snapshot is null || closed.Count == 0
            ? []
            : Nodes.Where(node => closed.Contains(node.Step.Key)).Select(node => snapshot.LinkOf(node.Step));

    private IReadOnlyList<StepNode> Nodes => snapshot?.Nodes ?? [];

    private void Draw() => Visible = StepTree.Visible(Nodes, closed);
}
