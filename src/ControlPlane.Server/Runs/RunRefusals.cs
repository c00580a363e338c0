using ControlPlane.Server.Platform.Hosting.Http;

namespace ControlPlane.Server.Runs;

/// <summary>Why something cannot be done with a run, said alike by every action.</summary>
internal static class RunRefusals
{
    public static Refusal NoSuchRun { get; } = Refusal.Missing("There is no such run.");

    public static Refusal OtherAgent { get; } = Refusal.Forbidden("This key belongs to another agent than the run.");
}
