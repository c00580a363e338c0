using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>
/// openlit: the conventions with extras. Its model calls carry the names of the tools they asked for, or of all that
/// were offered, which does not make them tool executions.
/// </summary>
internal sealed class Openlit : IDialect
{
    public string Name => "openlit";

    public bool Speaks(TelemetrySpan span) =>
        (
            span.Scope.Name.StartsWith("@openlit/", StringComparison.Ordinal)
            || span.Scope.Name.StartsWith("openlit", StringComparison.Ordinal)
            || span.Attributes.Text("telemetry.sdk.name") == "openlit"
        ) && GenAiFacts.Speaks(span.Attributes);

    public StepFacts Read(TelemetrySpan span)
    {
        var operation = span.Attributes.Text("gen_ai.operation.name");
        return operation is null
            ? CommonFacts.From(span, Name)
            : GenAiFacts.Read(span, CommonFacts.From(span, Name), operation);
    }

    public StepContent ReadContent(TelemetrySpan span, IReadOnlyList<TelemetryLog> logs) =>
        GenAiContent.Read(span, logs);
}
