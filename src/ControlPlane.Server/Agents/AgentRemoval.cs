namespace ControlPlane.Server.Agents;

/// <summary>
/// What another capability deletes together with an agent: at most so many things at once, and it answers how many it
/// did, 0 if there are none left. Registered as a singleton.
/// </summary>
internal sealed record AgentRemoval(Func<Guid, int, CancellationToken, Task<int>> RemoveAsync);
