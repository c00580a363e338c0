using Microsoft.AspNetCore.Components;

namespace ControlPlane.Server.Platform.Layout;

/// <summary>What a person is asked before something is done that harms or cannot be undone.</summary>
/// <param name="Title">Names the thing: <c>Revoke the key “billing-prod”?</c></param>
/// <param name="Consequence">What exactly will happen, in a sentence or two, and what will not.</param>
/// <param name="Act">On the button that does it, a verb: <c>Revoke</c>.</param>
public sealed record Question(string Title, string Consequence, string Act)
{
    /// <summary>More about the consequence, such as a list or figures.</summary>
    public RenderFragment? Details { get; init; }

    /// <summary>On the button that leaves everything as it is.</summary>
    public string Keep { get; init; } = "Cancel";

    /// <summary>The name that must be typed first. For what hits many or deletes for good.</summary>
    public string? TypeName { get; init; }
}

/// <summary>What the person answered.</summary>
/// <param name="Yes">They want it.</param>
/// <param name="Why">What they typed as the reason; null or empty if nothing.</param>
internal readonly record struct Reply(bool Yes, string? Why = null)
{
    public const int WhyLength = 200;
}
