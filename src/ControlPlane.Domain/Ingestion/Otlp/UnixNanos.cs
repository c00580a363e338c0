namespace ControlPlane.Domain.Ingestion.Otlp;

/// <summary>Times on the wire: nanoseconds since 1970, 0 for none.</summary>
internal static class UnixNanos
{
    private const ulong NanosPerTick = 100;

    // The last whole year a signed 64-bit count of nanoseconds reaches is 2261.
    private static readonly ulong Latest =
        (ulong)(new DateTimeOffset(2262, 1, 1, 0, 0, 0, TimeSpan.Zero) - DateTimeOffset.UnixEpoch).Ticks * NanosPerTick;

    /// <summary>False for 0 and for times after 2261.</summary>
    public static bool TryRead(ulong nanos, out DateTimeOffset time)
    {
        if (nanos == 0 || nanos >= Latest)
        {
            time = default;
            return false;
        }

        time = DateTimeOffset.UnixEpoch.AddTicks((long)(nanos / NanosPerTick));
        return true;
    }
}
