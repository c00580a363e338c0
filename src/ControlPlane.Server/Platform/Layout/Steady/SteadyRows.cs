namespace ControlPlane.Server.Platform.Layout;

/// <summary>
/// The rows of a list that changes by itself. While somebody is on the list they stay where they are: their figures go
/// on changing, none moves, and new ones wait.
/// </summary>
/// <param name="key">Tells rows apart.</param>
internal sealed class SteadyRows<T>(Func<T, Guid> key)
{
    private IReadOnlyList<T> shown = [];
    private object? shownOf;

    /// <summary>How many rows come when the list is left.</summary>
    public int Waiting { get; private set; }

    /// <param name="now">The rows as they are now, in order.</param>
    /// <param name="held">Whether somebody is on the list; see <see cref="SteadyArea"/>.</param>
    /// <param name="of">What the rows answer, such as a filter: the answer to something else replaces them all.</param>
    public IReadOnlyList<T> Show(IReadOnlyList<T> now, bool held, object? of)
    {
        if (!held || shown.Count == 0 || !Equals(of, shownOf))
        {
            (shown, shownOf, Waiting) = (now, of, 0);
            return now;
        }

        var present = now.ToDictionary(key);
        shown = [.. shown.Select(row => present.GetValueOrDefault(key(row), row))];
        Waiting = present.Keys.Except(shown.Select(key)).Count();
        return shown;
    }
}
