namespace ControlPlane.Domain.Runs;

/// <summary>How a step ended. Stored as <c>ok</c>, <c>error</c>, <c>not_sent</c>.</summary>
public enum StepStatus
{
    /// <summary>It ended without an error, or has not ended yet.</summary>
    Ok,

    /// <summary>It failed.</summary>
    Error,

    /// <summary>The agent admits that it never made this call.</summary>
    NotSent,
}
