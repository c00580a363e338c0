using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>What the Anthropic SDK writes by itself: the conventions, HTTP facts, and a stop reason of its own.</summary>
internal sealed class AnthropicNative : IDialect
{
    public string Name => "anthropic_native";

    public bool Speaks(TelemetrySpan span) =>
        span.Scope.Name.StartsWith("com.anthropic.sdk", StringComparison.Ordinal) && GenAiFacts.Speaks(span.Attributes);

    public StepFacts Read(TelemetrySpan span)
    {
        var facts = GenAiFacts.Read(span, Name);
        return facts.FinishReasons.Count > 0
            ? facts
            : facts with
            {
                FinishReasons = FinishReasons.Fold([span.Attributes.Text("anthropic.message.stop_reason")]),
            };
    }

    public StepContent ReadContent(TelemetrySpan span, IReadOnlyList<TelemetryLog> logs) =>
        GenAiContent.Read(span, logs);
}
