namespace ControlPlane.Server.Runs.Recording;

/// <summary>A run whose row this transaction holds.</summary>
internal sealed record OpenRun(
    Guid Id,
    Guid AgentId,
    string Class,
    DateOnly RunDay,
    string Origin,
    bool AgentBound,
    Guid? MergedInto,
    string? DeclaredStatus,
    string Environment,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt
)
{
    public const string FromApi = "api";
    public const string FromTelemetry = "otlp";

    /// <summary>Made by this transaction: every step it has is in memory.</summary>
    public bool IsNew { get; init; }
}
