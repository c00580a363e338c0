namespace ControlPlane.Server.Agents.Pages;

/// <summary>What stands in the form of an agent.</summary>
public sealed class AgentFormFields
{
    public string Name { get; set; } = "";

    public string Team { get; set; } = "";

    public string Owner { get; set; } = "";

    public string Environment { get; set; } = "";

    public string Description { get; set; } = "";

    /// <summary>An empty field has no value.</summary>
    public static string? Given(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
