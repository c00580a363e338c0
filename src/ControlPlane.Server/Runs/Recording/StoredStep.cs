using ControlPlane.Domain.Runs;

namespace ControlPlane.Server.Runs.Recording;

/// <summary>A step with its place and its price.</summary>
/// <param name="Price">Which price entry it was computed with; null if none was found or none was needed.</param>
internal sealed record StoredStep(
    string Class,
    DateOnly RunDay,
    Guid RunId,
    StepFacts Facts,
    long? CostNanoUsd,
    string? Price,
    DateTimeOffset ReceivedAt,
    Guid? DuplicateOf
);
