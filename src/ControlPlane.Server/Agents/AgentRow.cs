namespace ControlPlane.Server.Agents;

/// <summary>An agent as lists and the API show it.</summary>
/// <param name="Status">Whether it may work: <c>active</c> until something can pause or kill it.</param>
/// <param name="Health">How it does, in a word; null while nothing measures it.</param>
internal sealed record AgentRow(
    Guid Id,
    string Slug,
    string Name,
    string? Team,
    string? Owner,
    string? Description,
    string? Environment,
    string Status,
    int AutonomyLevel,
    string? Health,
    bool Discovered,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSeenAt
)
{
    public static AgentRow Of(Agent agent) =>
        new(
            agent.Id,
            agent.Slug,
            agent.Name,
            agent.Team,
            agent.Owner,
            agent.Description,
            agent.Environment,
            "active",
            agent.AutonomyLevel,
            null,
            agent.Discovered,
            agent.CreatedAt,
            agent.LastSeenAt
        );
}
