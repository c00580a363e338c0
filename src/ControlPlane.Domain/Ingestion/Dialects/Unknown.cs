using System.Text.Json.Nodes;
using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>Every span that no other dialect knows: still a step of its run, with its place in the tree.</summary>
internal sealed class Unknown : IDialect
{
    public string Name => "unknown";

    public bool Speaks(TelemetrySpan span) => true;

    public StepFacts Read(TelemetrySpan span) => CommonFacts.From(span, Name);

    public StepContent ReadContent(TelemetrySpan span, IReadOnlyList<TelemetryLog> logs)
    {
        var a = span.Attributes;
        var records = GenAiRecords.Read(span, logs);
        return StepContent.Empty with
        {
            Input = records.Input,
            Output = records.Output,
            OutputText = Conversations.TextOf(records.Output),
            RawInput = Any(a, "controlplane.input", "input.value", "input"),
            Result = Any(a, "controlplane.output", "output.value", "output"),
            Traceback = ErrorFacts.Traceback(span),
        };
    }

    private static JsonNode? Any(AttributeBag a, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (GenAiContent.Structure(a, key) is { } value)
            {
                return value;
            }
        }

        return null;
    }
}
