using ControlPlane.Server.Platform.Live;

namespace ControlPlane.Server.Runs;

/// <summary>The live topics of this capability.</summary>
internal static class RunTopics
{
    /// <summary>Something changed in the list of runs.</summary>
    public const string All = "runs";

    public static string Of(Guid runId) => $"run:{runId}";

    public static void AnnounceRuns(this TopicAnnouncer announcer, IReadOnlyCollection<Guid> runs)
    {
        if (runs.Count == 0)
        {
            return;
        }

        announcer.Announce(All);
        foreach (var run in runs)
        {
            announcer.Announce(Of(run));
        }
    }
}
