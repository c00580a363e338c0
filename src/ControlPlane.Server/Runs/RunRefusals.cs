using ControlPlane.Server.Platform.Hosting.Http;

namespace ControlPlane.Server.Runs;

/// <summary>Why something cannot be done with a run, said alike by every action.</summary>
internal static class RunRefusals
{
    public static Refusal NoSuchRun { get; } = Refusal.Missing("There is no such run.");

    public static Refusal OtherAgent { get; } = Refusal.Forbidden("This key belongs to another agent than the run.");

    /// <summary>Of a request that names the agent itself.</summary>
    public static Refusal NamesOtherAgent { get; } =
        OtherAgent with
        {
            Errors = new Dictionary<string, string[]>(StringComparer.Ordinal)
            {
                ["agent"] = ["This key belongs to another agent."],
            },
        };
}
