using System.Text.Json.Nodes;

namespace ControlPlane.Server.Audit;

/// <summary>An entry as the API sends it.</summary>
/// <param name="Action">Verb and noun: <c>revoke.agent_key</c>.</param>
/// <param name="Before">What was changed, as it was; null if it was not there.</param>
/// <param name="After">What was changed, as it is now; null if it is gone.</param>
internal sealed record AuditRow(
    Guid Id,
    DateTimeOffset At,
    AuditParty Actor,
    string Action,
    AuditParty Subject,
    JsonNode? Before,
    JsonNode? After,
    string? Reason,
    string? SourceAddress
)
{
    public static AuditRow Of(AuditEntry entry) =>
        new(
            entry.Id,
            entry.At,
            new(entry.ActorKind, entry.ActorId, entry.ActorName),
            entry.Action,
            new(entry.SubjectKind, entry.SubjectId, entry.SubjectName),
            entry.Before is null ? null : JsonNode.Parse(entry.Before),
            entry.After is null ? null : JsonNode.Parse(entry.After),
            entry.Reason,
            entry.SourceAddress
        );
}

internal sealed record AuditParty(string Kind, string? Id, string Name);
