using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>
/// One way in which client libraries write agents' work into spans. Attribute names are shared between dialects with
/// different meanings, so a span is read by exactly one of them.
/// </summary>
public interface IDialect
{
    /// <summary>The stored name.</summary>
    string Name { get; }

    /// <summary>Whether a span is written in this dialect, judged by its scope and attributes alone.</summary>
    bool Speaks(TelemetrySpan span);

    StepFacts Read(TelemetrySpan span);

    /// <param name="logs">The log records that belong to this span, in any order.</param>
    StepContent ReadContent(TelemetrySpan span, IReadOnlyList<TelemetryLog> logs);
}
