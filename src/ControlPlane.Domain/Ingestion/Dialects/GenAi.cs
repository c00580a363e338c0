using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>
/// The GenAI conventions of OpenTelemetry, old names and new: @opentelemetry and elastic instrumentations, the AI SDK 7,
/// OpenAI for .NET, Semantic Kernel, Azure, Bedrock, and applications that write them by hand.
/// </summary>
internal sealed class GenAi : IDialect
{
    public string Name => "gen_ai";

    public bool Speaks(TelemetrySpan span) => GenAiFacts.Speaks(span.Attributes);

    public StepFacts Read(TelemetrySpan span) => GenAiFacts.Read(span, Name);

    public StepContent ReadContent(TelemetrySpan span, IReadOnlyList<TelemetryLog> logs) =>
        GenAiContent.Read(span, logs);
}
