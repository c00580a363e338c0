namespace ControlPlane.Server.Platform.Layout;

/// <summary>One of several <see cref="Tabs"/>.</summary>
/// <param name="Name">Tells it apart from the others; a part of an element's id.</param>
/// <param name="Count">How much is behind it, where that is worth knowing before one looks.</param>
public sealed record Tab(string Name, string Title, int? Count = null);
