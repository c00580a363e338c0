using System.Security.Claims;
using ControlPlane.Server.Access;
using ControlPlane.Server.Audit;

namespace ControlPlane.Server.Redaction;

/// <summary>What this capability writes to the audit log.</summary>
internal static class RedactionAudit
{
    public const string Added = "add.redaction_pattern";
    public const string Changed = "change.redaction_pattern";
    public const string Deleted = "delete.redaction_pattern";

    public static object State(StoredPattern pattern) =>
        new
        {
            pattern.Name,
            pattern.Expression,
            pattern.Kind,
            pattern.Enabled,
        };

    public static AuditFact Fact(string action, ClaimsPrincipal caller, StoredPattern pattern, object? before) =>
        new(
            caller.Actor(),
            action,
            new("redaction_pattern", pattern.Id.ToString(), pattern.Name),
            before,
            action == Deleted ? null : State(pattern)
        );
}
