namespace ControlPlane.Server.Audit;

/// <summary>Who did what to what. The app's role can add and read entries, never change or delete one.</summary>
public sealed class AuditEntry
{
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary><c>person</c>, <c>agent_key</c>, <c>configuration</c>, or <c>nobody</c> who was let in.</summary>
    public required string ActorKind { get; init; }

    public string? ActorId { get; init; }

    /// <summary>As it was at that time.</summary>
    public required string ActorName { get; init; }

    /// <summary>Verb and noun: <c>revoke.agent_key</c>.</summary>
    public required string Action { get; init; }

    public required string SubjectKind { get; init; }

    public string? SubjectId { get; init; }

    public required string SubjectName { get; init; }

    /// <summary>JSON of what was changed, as it was; null if it was not there.</summary>
    public string? Before { get; init; }

    /// <summary>JSON of what was changed, as it is now; null if it is gone.</summary>
    public string? After { get; init; }

    public string? Reason { get; init; }

    /// <summary>The network address the request came from.</summary>
    public string? SourceAddress { get; init; }
}
