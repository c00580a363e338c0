namespace ControlPlane.Server.Agents;

internal static class AgentTopics
{
    /// <summary>Announced with every run: what is shown of agents are mostly figures of their runs.</summary>
    public const string Seen = "runs";
}
