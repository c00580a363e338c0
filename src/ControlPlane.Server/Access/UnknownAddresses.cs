namespace ControlPlane.Server.Access;

/// <summary>
/// Locks addresses that nobody has as those of people are locked: else the lock would tell which addresses exist. Kept
/// in memory, because nothing depends on it.
/// </summary>
internal sealed class UnknownAddresses(TimeProvider time)
{
    private const int MostKept = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, (int Failures, DateTimeOffset LockedUntil)> seen = new(StringComparer.Ordinal);

    /// <summary>Counts an attempt. Returns how long the address is locked; zero if it is not.</summary>
    public TimeSpan Count(string address)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            var (failures, lockedUntil) = seen.GetValueOrDefault(address);
            if (lockedUntil > now)
            {
                return lockedUntil - now;
            }

            if (seen.Count >= MostKept)
            {
                seen.Clear();
            }

            failures = (failures + 1) % PasswordAttempts.Limit;
            var locks = failures == 0;
            seen[address] = (failures, locks ? now + PasswordAttempts.Lock : default);
            return locks ? PasswordAttempts.Lock : TimeSpan.Zero;
        }
    }
}
