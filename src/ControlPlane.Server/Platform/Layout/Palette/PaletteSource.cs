namespace ControlPlane.Server.Platform.Layout;

/// <summary>
/// Finds things by name or id for the command palette. Capabilities register theirs as singletons.
/// </summary>
/// <param name="Group">The heading over what it finds.</param>
/// <param name="FindAsync">
/// Gets what was typed, trimmed and not empty, and finds a handful, the best first. It must be quick however much there
/// is, because it is asked at each pause in typing.
/// </param>
/// <param name="Policy">Who may ask it.</param>
internal sealed record PaletteSource(
    string Group,
    Func<string, CancellationToken, Task<IReadOnlyList<PaletteItem>>> FindAsync,
    string Policy = "viewer"
);

/// <summary>Something the palette opens.</summary>
/// <param name="Icon">A name that <see cref="Icon"/> knows.</param>
/// <param name="Note">What tells it from others of the same title.</param>
/// <param name="Exact">What was typed is its id: it comes first and Enter opens it.</param>
internal sealed record PaletteItem(string Title, string Href, string Icon, string? Note = null, bool Exact = false);

/// <summary>Something that can be done from anywhere, by opening a page. Registered as a singleton.</summary>
/// <param name="Title">Begins with a verb.</param>
/// <param name="Policy">Who sees it.</param>
/// <param name="Words">Other words that find it.</param>
internal sealed record PaletteAction(
    string Title,
    string Href,
    string Icon,
    string Policy = "viewer",
    string Words = ""
);
