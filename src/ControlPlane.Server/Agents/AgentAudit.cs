using ControlPlane.Server.Audit;

namespace ControlPlane.Server.Agents;

/// <summary>What this capability writes to the audit log.</summary>
internal static class AgentAudit
{
    public const string Registered = "register.agent";
    public const string Changed = "change.agent";
    public const string Deleted = "delete.agent";

    public static AuditSubject Subject(Agent agent) => new("agent", agent.Id.ToString(), agent.Slug);

    public static object State(Agent agent) =>
        new
        {
            agent.Name,
            agent.Team,
            agent.Owner,
            agent.Description,
            agent.Environment,
            agent.AutonomyLevel,
            agent.Discovered,
        };
}
