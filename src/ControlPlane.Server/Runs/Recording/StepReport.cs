using ControlPlane.Domain.Runs;

namespace ControlPlane.Server.Runs.Recording;

/// <summary>What one request reports: steps, and content of steps that may have come or may come in other requests.</summary>
/// <param name="BoundAgentId">The agent of the caller's key: only its own runs may be written. Null: any agent.</param>
/// <param name="RunId">The run that an API request names; null for telemetry, which is placed by its trace.</param>
internal sealed record StepReport(
    Guid? BoundAgentId,
    Guid? RunId,
    IReadOnlyList<ReportedStep> Steps,
    IReadOnlyList<ReportedLog> Logs
);

/// <param name="Content">The raw report, redacted; see <see cref="StepDocument"/>.</param>
/// <param name="Cuts">How many parts of the report were cut off or left out, because it was over the limits.</param>
internal sealed record ReportedStep(StepFacts Facts, byte[] Content, int Cuts = 0);

/// <summary>A log record that belongs to a step, or to a run as a whole if it names no span.</summary>
/// <param name="StepKey"><see cref="Guid.Empty"/> for a record of the whole run.</param>
/// <param name="Part">Identity of the record: the same record sent twice is stored once.</param>
internal sealed record ReportedLog(
    string TraceId,
    Guid StepKey,
    string Part,
    DateTimeOffset At,
    string? ServiceName,
    string? Environment,
    int Redactions,
    int Cuts,
    byte[] Content
);

/// <summary>What became of a report.</summary>
/// <param name="RejectedSteps">Index into <see cref="StepReport.Steps"/> and the reason.</param>
/// <param name="RejectedLogs">Index into <see cref="StepReport.Logs"/> and the reason.</param>
internal sealed record StepReceipt(
    IReadOnlyList<(int Index, string Reason)> RejectedSteps,
    IReadOnlyList<(int Index, string Reason)> RejectedLogs
)
{
    public static StepReceipt AllAccepted { get; } = new([], []);
}
