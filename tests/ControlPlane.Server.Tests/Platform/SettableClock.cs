namespace ControlPlane.Server.Tests.Platform;

/// <summary>
/// The time of day as a test sets it. Timestamps, and with them every measured duration and timer, stay real.
/// </summary>
internal sealed class SettableClock : TimeProvider
{
    private readonly Lock gate = new();
    private TimeSpan ahead;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return System.GetUtcNow() + ahead;
        }
    }

    public void Advance(TimeSpan by)
    {
        lock (gate)
        {
            ahead += by;
        }
    }
}
