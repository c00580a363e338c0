using ControlPlane.Domain.Access;

namespace ControlPlane.Server.Agents;

/// <summary>What may stand in the fields of an agent.</summary>
internal static class AgentFields
{
    public const int NameLength = 200;
    public const int TextLength = 200;
    public const int DescriptionLength = 4000;

    public static string? Name(string? name) =>
        string.IsNullOrWhiteSpace(name) || name.Trim().Length > NameLength || !SingleLine.Is(name.Trim())
            ? $"Give a name of at most {NameLength} characters on one line."
            : null;

    public static string? Slug(string slug) =>
        slug.Length > 0 && slug == DiscoverAgents.SlugOf(slug) && slug != DiscoverAgents.Unassigned
            ? null
            : "Must be lower-case letters, digits, dots, dashes and underscores, at most 80, and not “unassigned”.";

    /// <summary>Team and owner.</summary>
    public static string? Line(string? text) =>
        text is null || (text.Length <= TextLength && SingleLine.Is(text))
            ? null
            : $"May have at most {TextLength} characters on one line.";

    public static string? Description(string? text) =>
        text?.Length > DescriptionLength ? $"May have at most {DescriptionLength} characters." : null;

    public static string? AutonomyLevel(int level) => level is < 0 or > 3 ? "Must be 0, 1, 2 or 3." : null;
}
