namespace ControlPlane.Server.Agents;

/// <summary>An agent that reports here: registered by a person, or discovered by its traffic.</summary>
internal sealed class Agent
{
    public required Guid Id { get; init; }

    /// <summary>Lower-case name used in URLs and in the API; made from the name it reports.</summary>
    public required string Slug { get; init; }

    public required string Name { get; set; }

    public string? Team { get; set; }

    public string? Owner { get; set; }

    public string? Description { get; set; }

    /// <summary>Where it is meant to run: in the lines of its set-up, and shown beside where it was seen.</summary>
    public string? Environment { get; set; }

    /// <summary>0 acts alone … 3 drafts only (H1). A new agent starts at 3.</summary>
    public int AutonomyLevel { get; set; } = 3;

    /// <summary>Nobody registered it: it appeared by reporting.</summary>
    public bool Discovered { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastSeenAt { get; set; }
}
