using ControlPlane.Server.Audit;

namespace ControlPlane.Server.Demonstration;

/// <summary>What this capability writes to the audit log.</summary>
internal static class DemonstrationAudit
{
    public const string Registered = "register.demonstration_agent";
    public const string Removed = "remove.demonstration";

    public static AuditSubject Whole { get; } = new("demonstration", null, "Demonstration");
}
