namespace ControlPlane.Server.Platform.Layout;

/// <summary>A section of the settings. Capabilities register theirs as singletons.</summary>
/// <param name="Policy">Who sees it.</param>
internal sealed record SettingsEntry(string Title, string Href, int Order, string Policy = "viewer");
