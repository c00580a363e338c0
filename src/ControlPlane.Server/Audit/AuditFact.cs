using ControlPlane.Server.Platform.Layout;

namespace ControlPlane.Server.Audit;

/// <summary>Who acts.</summary>
/// <param name="Address">The network address the request came from; null if there was no request.</param>
/// <param name="Reason">Why, in the words of the person; null if they gave none.</param>
internal sealed record AuditActor(string Kind, string? Id, string Name, string? Address, string? Reason = null)
{
    /// <summary>How long the words of a person may be.</summary>
    public const int ReasonLength = Reply.WhyLength;

    /// <summary>What a setting does when the server starts.</summary>
    public static AuditActor Setting(string name) => new("configuration", null, name, null);
}

/// <summary>What is acted on.</summary>
internal sealed record AuditSubject(string Kind, string? Id, string Name);

/// <summary>One thing to be remembered. Before and After never hold a secret or what recognises one.</summary>
/// <param name="Action">Verb and noun: <c>revoke.agent_key</c>.</param>
/// <param name="Before">Written as JSON; only what changes.</param>
/// <param name="After">Written as JSON; only what changes.</param>
/// <param name="Reason">What the action itself says of why. It stands after the words of the actor.</param>
internal sealed record AuditFact(
    AuditActor Actor,
    string Action,
    AuditSubject Subject,
    object? Before = null,
    object? After = null,
    string? Reason = null
);

/// <summary>
/// Names the actions that a type writes to the audit log. A test finds every type that changes something for people, and
/// demands this attribute and a proof for each of its actions.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class AuditsAttribute(params string[] actions) : Attribute
{
    public IReadOnlyList<string> Actions { get; } = actions;
}
