namespace ControlPlane.Domain.Runs;

/// <summary>How much of what was spent could be priced. Stored and sent by its lower-case name.</summary>
public enum CostStatus
{
    /// <summary>Every counted model call has usage and a price.</summary>
    Complete,

    /// <summary>Some calls could be priced, others not: the figure is a lower bound.</summary>
    Partial,

    /// <summary>No call could be priced.</summary>
    Unknown,
}
