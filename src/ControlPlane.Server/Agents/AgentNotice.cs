namespace ControlPlane.Server.Agents;

/// <summary>Something that another capability says above the list of agents. Registered as a singleton.</summary>
internal sealed record AgentNotice(Type Component);
