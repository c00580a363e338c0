namespace ControlPlane.Server.Runs;

/// <summary>Whose word a request is.</summary>
/// <param name="AgentId">The agent of the caller's key; null if it may start runs of any.</param>
internal sealed record RunCaller(Guid? AgentId, string Name);
