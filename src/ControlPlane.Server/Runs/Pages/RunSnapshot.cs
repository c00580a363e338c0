namespace ControlPlane.Server.Runs.Pages;

/// <summary>All that the page of one run shows without opening a step; shared by everybody who looks at the run.</summary>
internal sealed class RunSnapshot
{
    private readonly Dictionary<Guid, StepRow> byKey;
    private readonly ILookup<string, StepRow> byId;

    public RunSnapshot(RunDetail? detail, IReadOnlyList<StepRow> steps)
    {
        Detail = detail;
        Nodes = StepTree.Build(steps);
        byKey = Nodes.ToDictionary(static node => node.Step.Facts.Key, static node => node.Step);
        byId = Nodes.Select(static node => node.Step).ToLookup(static step => step.Facts.Id, StringComparer.Ordinal);
    }

    /// <summary>Null if there is no such run.</summary>
    public RunDetail? Detail { get; }

    public IReadOnlyList<StepNode> Nodes { get; }

    public StepRow? Find(Guid key) => byKey.GetValueOrDefault(key);

    /// <param name="link">What <see cref="LinkOf"/> gave: a step's id, or its key where the id is not unique.</param>
    public StepRow? Find(string? link) =>
        link is null ? null
        : byId[link].FirstOrDefault() is { } step ? step
        : Guid.TryParse(link, out var key) ? Find(key)
        : null;

    public string LinkOf(StepRow step) =>
        byId[step.Facts.Id].Skip(1).Any() ? step.Facts.Key.ToString("D") : step.Facts.Id;

    public static async Task<RunSnapshot> ReadAsync(RunQueries runs, Guid id, CancellationToken cancellation)
    {
        var detail = await runs.FindAsync(id, cancellation);
        return new(detail, detail is null ? [] : await runs.StepsAsync(detail.Run.Id, cancellation));
    }
}
