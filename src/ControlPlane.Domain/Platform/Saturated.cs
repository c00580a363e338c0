namespace ControlPlane.Domain.Platform;

/// <summary>
/// Sums that stop at the largest number: absurd figures of one report must not make a run impossible to store, or
/// a screen impossible to open.
/// </summary>
internal static class Saturated
{
    public static long Add(long left, long right) =>
        (long)Int128.Clamp((Int128)left + right, long.MinValue, long.MaxValue);

    public static long Sum(IEnumerable<long> values) => values.Aggregate(0L, Add);
}
