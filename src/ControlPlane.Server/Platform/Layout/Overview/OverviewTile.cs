namespace ControlPlane.Server.Platform.Layout;

/// <summary>
/// A part of the overview that a capability brings: a component without parameters, which may take
/// <see cref="PageScope"/> as a cascading value. Registered as a singleton.
/// </summary>
/// <param name="Title">Tells tiles apart; the component shows its own heading.</param>
/// <param name="Order">Tiles of one place stand in ascending order.</param>
/// <param name="Policy">Who sees it.</param>
internal sealed record OverviewTile(
    string Title,
    Type Component,
    int Order,
    string Policy = "viewer",
    TilePlace Place = TilePlace.Wide
);

/// <summary>Where on the overview a tile stands.</summary>
internal enum TilePlace
{
    /// <summary>Beside the page's title: a sentence that says what is true.</summary>
    Headline,

    /// <summary>In the strip of figures: elements <c>div</c> with <c>dt</c> and <c>dd</c>.</summary>
    Figures,

    /// <summary>As wide as the page.</summary>
    Wide,

    /// <summary>In the left column below.</summary>
    Left,

    /// <summary>In the right column below.</summary>
    Right,
}
