namespace ControlPlane.Server.Runs;

/// <summary>Values a run has to have one of, and values it must not have. Both empty: anything.</summary>
public sealed record Picked(IReadOnlyList<string> Any, IReadOnlyList<string> None)
{
    public static Picked Nothing { get; } = new([], []);

    public bool IsEmpty => Any.Count + None.Count == 0;

    public bool Has(string value) => Any.Contains(value, StringComparer.Ordinal);

    public bool Excludes(string value) => None.Contains(value, StringComparer.Ordinal);
}

/// <summary>What the list of runs is narrowed to, with several values and exclusions for each name.</summary>
internal sealed record RunCriteria
{
    public Picked Status { get; init; } = Picked.Nothing;

    public Picked Agent { get; init; } = Picked.Nothing;

    public Picked Model { get; init; } = Picked.Nothing;

    public Picked Environment { get; init; } = Picked.Nothing;

    public Picked Tool { get; init; } = Picked.Nothing;

    public Picked Session { get; init; } = Picked.Nothing;

    public Picked User { get; init; } = Picked.Nothing;

    public Picked Version { get; init; } = Picked.Nothing;

    /// <summary>Types of error that a step of the run ended with.</summary>
    public Picked Error { get; init; } = Picked.Nothing;

    public IReadOnlyList<RunBound> Bounds { get; init; } = [];

    /// <summary>Words of task, name, error, session and user, or the id of a run or a trace.</summary>
    public string? Text { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }
}

/// <summary>A bound on a figure.</summary>
/// <param name="Sign"><c>&gt;</c>, <c>&gt;=</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>=</c> or <c>&lt;&gt;</c>.</param>
/// <param name="Value">In nano-USD, microseconds or a count.</param>
internal sealed record RunBound(RunFigure Figure, string Sign, long Value);

internal enum RunFigure
{
    Cost,
    Took,
    Tokens,
    Steps,
    Errors,
}

/// <summary>What the list can be sorted by.</summary>
public enum RunSort
{
    Started,
    Took,
    Cost,
    Tokens,
    Steps,
}

/// <summary>The order of the list.</summary>
public sealed record RunOrder(RunSort By, bool Descending)
{
    public static RunOrder Newest { get; } = new(RunSort.Started, true);

    /// <summary>As it stands in addresses: <c>-cost</c> is the dearest first.</summary>
    public string Name => (Descending ? "-" : "") + By.ToString().ToLowerInvariant();

    public static RunOrder Named(string? name) =>
        Enum.TryParse<RunSort>(name?.TrimStart('-'), ignoreCase: true, out var by) && Enum.IsDefined(by)
            ? new(by, name!.StartsWith('-'))
            : Newest;

    /// <summary>What a run is sorted by, as a number that grows with it.</summary>
    internal long ValueOf(RunRow run) =>
        By switch
        {
            RunSort.Cost => run.CostNanoUsd,
            RunSort.Tokens => Math.Min(run.Tokens.Input, RunSql.MostTokens)
                + Math.Min(run.Tokens.Output, RunSql.MostTokens),
            RunSort.Steps => run.Steps,
            RunSort.Took => run.EndedAt is { } end ? (end - run.StartedAt).Ticks / TimeSpan.TicksPerMicrosecond : -1,
            _ => run.StartedAt.UtcTicks,
        };

    /// <summary>Whether one run stands before another.</summary>
    internal bool IsBefore(RunRow one, RunRow other)
    {
        var order = ValueOf(one).CompareTo(ValueOf(other));
        return Descending ? order > 0 : order < 0;
    }
}
