namespace ControlPlane.Domain.Agents;

/// <summary>What was observed of an agent: its last hour, and its own last seven days before that hour.</summary>
public sealed record AgentFigures
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>Null if it never reported.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>Runs that ended in the last hour.</summary>
    public int Ended { get; init; }

    /// <summary>How many of <see cref="Ended"/> failed.</summary>
    public int Failed { get; init; }

    /// <summary>How many of the runs that ended last failed one after the other.</summary>
    public int FailedInARow { get; init; }

    /// <summary>How long half of the last hour's runs took at most.</summary>
    public TimeSpan? Took { get; init; }

    /// <summary>Start of the run that has been going on for longest.</summary>
    public DateTimeOffset? RunningSince { get; init; }

    /// <summary>Runs that ended in the seven days.</summary>
    public int UsuallyEnded { get; init; }

    public int UsuallyFailed { get; init; }

    /// <summary>How long half of the runs of the seven days took at most.</summary>
    public TimeSpan? UsuallyTook { get; init; }

    /// <summary>How long 95 of 100 runs of the seven days took at most.</summary>
    public TimeSpan? LongTook { get; init; }

    /// <summary>How many pauses between starts were seen in the seven days.</summary>
    public int Pauses { get; init; }

    /// <summary>Half of these pauses were shorter.</summary>
    public TimeSpan? UsualPause { get; init; }

    /// <summary>95 of 100 of these pauses were shorter.</summary>
    public TimeSpan? LongPause { get; init; }
}
