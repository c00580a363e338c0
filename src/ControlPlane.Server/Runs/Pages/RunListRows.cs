namespace ControlPlane.Server.Runs.Pages;

/// <summary>
/// The rows a reader of the list sees. While nobody is on the list and its top is in view they follow what is read;
/// else nothing moves: rows are renewed in place and new ones wait until they are asked for. Paused, nothing changes.
/// </summary>
public sealed class RunListRows(RunOrder? order = null)
{
    private readonly RunOrder order = order ?? RunOrder.Newest;
    private IReadOnlyList<RunRow> latest = [];
    private string? latestCursor;
    private bool paused;

    public IReadOnlyList<RunRow> Shown { get; private set; } = [];

    /// <summary>Where what is shown goes on; null at the end.</summary>
    public string? Cursor { get; private set; }

    /// <summary>How many runs have come that are not shown.</summary>
    public int Waiting { get; private set; }

    /// <summary>More than <see cref="Waiting"/> may have come: all that was read is new.</summary>
    public bool MoreWaiting => Waiting > 0 && Waiting == latest.Count && latestCursor is not null;

    public void Pause(bool on)
    {
        paused = on;
        if (!on)
        {
            ShowLatest();
        }
    }

    /// <param name="follow">The top is in view and nobody is on the list.</param>
    public void Take(IReadOnlyList<RunRow> rows, bool follow, string? cursor = null)
    {
        (latest, latestCursor) = (rows, cursor);
        if ((follow || Shown.Count == 0) && !paused)
        {
            ShowLatest();
            return;
        }

        var shown = Shown.Select(static row => row.Id).ToHashSet();
        Waiting = Shown.Count == 0 ? rows.Count : rows.Count(row => !shown.Contains(row.Id) && IsAbove(row));
        if (!paused)
        {
            Renew(rows);
        }
    }

    /// <summary>Shows what runs have become, where they stand.</summary>
    public void Renew(IReadOnlyList<RunRow> rows)
    {
        var renewed = rows.ToDictionary(static row => row.Id);
        Shown = [.. Shown.Select(row => renewed.GetValueOrDefault(row.Id, row))];
    }

    /// <summary>Adds older rows below, unless what is shown goes on elsewhere by now.</summary>
    /// <param name="from">Where they were read from.</param>
    /// <param name="next">Where they go on.</param>
    public void Append(IReadOnlyList<RunRow> rows, string from, string? next)
    {
        if (from != Cursor)
        {
            return;
        }

        var shown = Shown.Select(static row => row.Id).ToHashSet();
        Shown = [.. Shown, .. rows.Where(row => !shown.Contains(row.Id))];
        Cursor = next;
    }

    /// <summary>What was read last, and below it what was read before and still goes on from it without a gap.</summary>
    public void ShowLatest()
    {
        var kept =
            latest.Count == 0 || latestCursor is null
                ? []
                : Shown.SkipWhile(row => !order.IsBefore(latest[^1], row)).ToArray();
        var meets = Shown.Any(row => row.Id == (latest.Count == 0 ? default : latest[^1].Id));
        (Shown, Cursor) = meets && kept.Length > 0 ? ([.. latest, .. kept], Cursor) : (latest, latestCursor);
        Waiting = 0;
    }

    // Below the last row that is shown nothing is new: it was not read yet.
    private bool IsAbove(RunRow row) => Cursor is null && latestCursor is null || !order.IsBefore(Shown[^1], row);
}
