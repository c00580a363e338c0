namespace ControlPlane.Domain.Access;

/// <summary>Whom a token stands for.</summary>
public enum TokenKind
{
    /// <summary>An agent, or every agent: <c>cpa_…</c>.</summary>
    Agent,

    /// <summary>A person, with that person's role: <c>cpu_…</c>.</summary>
    Person,
}
