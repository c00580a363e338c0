namespace ControlPlane.Server.Platform.Hosting.Http;

/// <summary>A part of a list, as the API answers it.</summary>
/// <param name="NextCursor">Asks for the next part; opaque; null on the last one.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor)
{
    /// <summary>Cuts a list that was read with one item too many, and remembers where it was cut.</summary>
    public static Page<T> Cut(IReadOnlyList<T> items, int limit, Func<T, string> cursorOf) =>
        items.Count <= limit
            ? new Page<T>(items, null)
            : new Page<T>([.. items.Take(limit)], cursorOf(items[limit - 1]));
}
