namespace ControlPlane.Server.Runs.Pages;

/// <summary>
/// The rows a reader of the list sees. While the top is in view they follow what is read; below it nothing moves:
/// rows are renewed in place and new ones wait until they are asked for.
/// </summary>
internal sealed class RunListRows
{
    private IReadOnlyList<RunRow> latest = [];

    public IReadOnlyList<RunRow> Shown { get; private set; } = [];

    /// <summary>How many runs have come that are not shown.</summary>
    public int Waiting { get; private set; }

    public void Clear() => (latest, Shown, Waiting) = ([], [], 0);

    /// <param name="follow">The top is in view, or it is the reader who asked for more.</param>
    public void Take(IReadOnlyList<RunRow> rows, bool follow)
    {
        latest = rows;
        if (follow || Shown.Count == 0)
        {
            ShowLatest();
            return;
        }

        var renewed = rows.ToDictionary(static row => row.Id);
        var shown = Shown.Select(static row => row.Id).ToHashSet();
        Shown = [.. Shown.Select(row => renewed.GetValueOrDefault(row.Id, row))];
        Waiting = rows.TakeWhile(row => !shown.Contains(row.Id)).Count();
    }

    public void ShowLatest() => (Shown, Waiting) = (latest, 0);
}
