namespace ControlPlane.Server.Platform.Layout;

/// <summary>An entry of the main navigation. Capabilities register theirs as singletons.</summary>
/// <param name="Icon">A name that <see cref="Icon"/> knows.</param>
/// <param name="Order">Entries stand in ascending order; the first is the start page.</param>
/// <param name="Policy">Who sees it.</param>
/// <param name="Badge">A component without parameters that counts what is behind the entry, live.</param>
/// <param name="UsualRange">
/// What the page shows if the header names no span of time: one of <see cref="TimeRanges"/>, or an empty text for any
/// time. Null if the page is not narrowed by the header.
/// </param>
/// <param name="Section">Heading over the entries that have the same; they follow each other in order.</param>
/// <param name="OnPhone">Stands in the bar at the foot of a phone's screen, which has room for four.</param>
/// <param name="Key">The letter that leads here after <c>g</c>; each letter only once.</param>
internal sealed record NavigationEntry(
    string Title,
    string Href,
    string Icon,
    int Order,
    string Policy = "viewer",
    Type? Badge = null,
    string? UsualRange = null,
    string? Key = null,
    string? Section = null,
    bool OnPhone = false
);
