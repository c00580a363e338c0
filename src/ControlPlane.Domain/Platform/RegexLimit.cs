namespace ControlPlane.Domain.Platform;

/// <summary>The time-out of the product's own patterns.</summary>
public static class RegexLimit
{
    /// <summary>
    /// By the clock on the wall, so it must be far longer than a busy machine ever stops a thread for. None of the
    /// patterns backtracks far, so nothing but a mistake comes near it.
    /// </summary>
    public const int Milliseconds = 60_000;
}
