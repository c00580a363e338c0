namespace ControlPlane.Domain.Access;

/// <summary>What an agent key may be used for.</summary>
public static class Scopes
{
    /// <summary>Send telemetry.</summary>
    public const string Ingest = "ingest";

    /// <summary>Start runs, ask before acting, report steps.</summary>
    public const string Run = "run";

    /// <summary>Call models through the gateway.</summary>
    public const string Gateway = "gateway";

    public static IReadOnlyList<string> All { get; } = [Ingest, Run, Gateway];
}
