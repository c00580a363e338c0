namespace ControlPlane.Domain.Runs;

/// <summary>Where a run stands. Stored and sent by its lower-case name.</summary>
public enum RunStatus
{
    /// <summary>Its root has not ended and something was heard of it lately.</summary>
    Running,

    /// <summary>It waits for a human.</summary>
    Waiting,

    /// <summary>It was told to stop and has not acknowledged yet.</summary>
    Stopping,

    /// <summary>It ended well.</summary>
    Succeeded,

    /// <summary>It ended with an error.</summary>
    Failed,

    /// <summary>Its caller ended it.</summary>
    Cancelled,

    /// <summary>It was stopped from here.</summary>
    Stopped,

    /// <summary>Nothing was heard of it for too long.</summary>
    Lost,
}
