namespace ControlPlane.Server.Agents;

/// <summary>
/// A part of an agent's page that another capability brings: a component with the parameter <c>Agent</c>, the agent's
/// slug. Registered as a singleton.
/// </summary>
/// <param name="Policy">Who sees it.</param>
internal sealed record AgentSection(string Title, Type Component, int Order, string Policy = "viewer");
