namespace ControlPlane.Domain.Agents;

/// <summary>How an agent does, the worst first.</summary>
public enum HealthWord
{
    /// <summary>Most of what it does now fails.</summary>
    Failing,

    /// <summary>More fails than is usual for it.</summary>
    Degraded,

    /// <summary>It takes much longer than is usual for it.</summary>
    Slow,

    /// <summary>It has not been heard of for longer than is usual for it.</summary>
    Silent,

    /// <summary>Nothing of the above.</summary>
    Healthy,
}
