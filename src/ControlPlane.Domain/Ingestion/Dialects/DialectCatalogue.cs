using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>
/// All dialects, the first that speaks a span reads it. Products come before conventions: many write the attributes
/// of the conventions too, some with another meaning. The last one reads everything, so no span is lost.
/// </summary>
public static class DialectCatalogue
{
    public static IReadOnlyList<IDialect> All { get; } =
    [
        // One attribute of their own says what a span is.
        new Langfuse(),
        new OpenInference(),
        new LangSmith(),
        new Genkit(),
        new VercelAi(),
        new Traceloop(),
        // Known by their scope, or by an attribute beside the conventions.
        new GoogleAdk(),
        new Mastra(),
        new Openlit(),
        new AnthropicNative(),
        new PydanticAi(),
        new Strands(),
        // The conventions themselves.
        new GenAi(),
        new Http(),
        new Unknown(),
    ];

    public static IDialect Of(TelemetrySpan span) => All.First(dialect => dialect.Speaks(span));

    /// <summary>What a span says of itself. Depends on the span alone and never throws.</summary>
    public static StepFacts Read(TelemetrySpan span) => FactLimits.Apply(Of(span).Read(span));

    /// <summary>The long part of a span, made when somebody opens it.</summary>
    public static StepContent ReadContent(TelemetrySpan span, IReadOnlyList<TelemetryLog> logs) =>
        Of(span).ReadContent(span, logs);
}
