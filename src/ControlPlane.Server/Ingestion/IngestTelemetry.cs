using ControlPlane.Domain.Ingestion;
using ControlPlane.Domain.Ingestion.Dialects;
using ControlPlane.Domain.Ingestion.Otlp;
using ControlPlane.Server.Redaction;
using ControlPlane.Server.Runs.Recording;

namespace ControlPlane.Server.Ingestion;

/// <summary>
/// From decoded telemetry to stored steps. Knows no transport: HTTP, and later gRPC, decode and answer. Secrets are
/// taken out first, so that nothing behind this point ever sees one (T10).
/// </summary>
internal sealed class IngestTelemetry(StepRecorder recorder, CurrentRedaction redaction)
{
    /// <param name="boundAgentId">The agent of the caller's key; null if it may report for any.</param>
    public async Task<IngestReceipt> TracesAsync(DecodedTraces decoded, Guid? boundAgentId)
    {
        var steps = decoded.Spans.Select(Report).ToArray();
        var receipt = await recorder.RecordAsync(new StepReport(boundAgentId, null, steps, []));
        return new IngestReceipt([
            .. decoded.Rejected.Select(static rejection => rejection.Reason),
            .. receipt.RejectedSteps.Select(static rejection => rejection.Reason),
        ]);
    }

    /// <inheritdoc cref="TracesAsync"/>
    public async Task<IngestReceipt> LogsAsync(DecodedLogs decoded, Guid? boundAgentId)
    {
        var correlated = decoded.Logs.Where(static log => log.TraceId is not null).ToArray();
        var uncorrelated = decoded.Logs.Count - correlated.Length;
        var receipt = await recorder.RecordAsync(
            new StepReport(
                boundAgentId,
                null,
                [],
                [.. correlated.Select(log => LogDocument.Report(log, redaction.Patterns))]
            )
        );
        return new IngestReceipt([
            .. decoded.Rejected.Select(static rejection => rejection.Reason),
            .. Enumerable.Repeat("A log record without a trace id belongs to no run.", uncorrelated),
            .. receipt.RejectedLogs.Select(static rejection => rejection.Reason),
        ]);
    }

    private ReportedStep Report(TelemetrySpan span)
    {
        var (redacted, count) = new TelemetryRedactor(redaction.Patterns).Redact(span);
        var facts = DialectCatalogue.Read(redacted) with { Redactions = count };
        return new ReportedStep(facts, SpanDocument.Pack(redacted), OtlpLimits.CutsOn(span.Attributes, span.Resource));
    }
}

/// <param name="Rejected">A reason for each record that was refused; all others are stored.</param>
internal sealed record IngestReceipt(IReadOnlyList<string> Rejected)
{
    /// <summary>The first few reasons, each once.</summary>
    public string Message => string.Join(" ", Rejected.Distinct(StringComparer.Ordinal).Take(5));
}
