using ControlPlane.Domain.Runs;

namespace ControlPlane.Server.Runs.Recording;

/// <summary>Several reports on their way into one transaction, and what becomes of each.</summary>
internal sealed class RecordingBatch(IReadOnlyList<StepReport> reports)
{
    private readonly List<(int Index, string Reason)>[] rejectedSteps =
    [
        .. reports.Select(static _ => new List<(int, string)>()),
    ];
    private readonly List<(int Index, string Reason)>[] rejectedLogs =
    [
        .. reports.Select(static _ => new List<(int, string)>()),
    ];

    public IReadOnlyList<StepReport> Reports => reports;

    public IEnumerable<BatchedStep> Steps =>
        reports.SelectMany(static (report, r) => report.Steps.Select((step, i) => new BatchedStep(r, i, report, step)));

    public IEnumerable<BatchedLog> Logs =>
        reports.SelectMany(static (report, r) => report.Logs.Select((log, i) => new BatchedLog(r, i, report, log)));

    public void Reject(BatchedStep step, string reason) => rejectedSteps[step.ReportIndex].Add((step.Index, reason));

    public void Reject(BatchedLog log, string reason) => rejectedLogs[log.ReportIndex].Add((log.Index, reason));

    public StepReceipt ReceiptOf(int report) =>
        rejectedSteps[report].Count + rejectedLogs[report].Count == 0
            ? StepReceipt.AllAccepted
            : new StepReceipt(rejectedSteps[report], rejectedLogs[report]);
}

internal sealed record BatchedStep(int ReportIndex, int Index, StepReport Report, ReportedStep Step)
{
    public StepFacts Facts => Step.Facts;
}

internal sealed record BatchedLog(int ReportIndex, int Index, StepReport Report, ReportedLog Log);
