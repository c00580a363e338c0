namespace ControlPlane.Server.Runs;

/// <summary>Environments fall into two classes, which differ in retention (T11) and in what may run there (R2).</summary>
internal static class EnvironmentClass
{
    public const string Production = "production";
    public const string Other = "other";

    /// <summary>A run that names no environment belongs to this one, which is not production.</summary>
    public const string DefaultEnvironment = "default";

    public static string Of(string environment) =>
        environment.ToUpperInvariant() is "PRODUCTION" or "PROD" or "LIVE" ? Production : Other;

    /// <summary>
    /// Day of the partition: the run's own if its start lies inside the retained range, else the day of receipt, so
    /// that a client with a wrong clock neither loses its data at once nor keeps it for ever.
    /// </summary>
    public static DateOnly RunDay(TimeSpan retention, DateTimeOffset startedAt, DateTimeOffset receivedAt)
    {
        var inside = startedAt > receivedAt - retention && startedAt < receivedAt + TimeSpan.FromDays(1);
        return DateOnly.FromDateTime((inside ? startedAt : receivedAt).UtcDateTime);
    }
}
