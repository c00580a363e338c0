namespace ControlPlane.Server.Access;

/// <summary>
/// Remembers which value of a setting was applied, so that a restart with the same value does not undo what a person
/// changed since, and a new value is noticed.
/// </summary>
internal sealed class AppliedSetting
{
    public required string Name { get; init; }

    /// <summary>A password hash of the value.</summary>
    public required string Hash { get; set; }
}
