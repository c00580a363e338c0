namespace ControlPlane.Server.Runs.Recording;

/// <summary>
/// Plain SDK instrumentation makes a trace of its own for each model call. Such rootless traces of one agent and
/// session, with gaps under two minutes, are one run.
/// </summary>
internal static class SessionGroup
{
    public static readonly TimeSpan LargestGap = TimeSpan.FromMinutes(2);

    public static string Of(string agent, string sessionId) => $"{agent}\n{sessionId}";
}
