using System.Text.Json.Nodes;
using ControlPlane.Domain.Ingestion.Dialects;
using ControlPlane.Domain.Runs;
using ControlPlane.Server.Runs;

namespace ControlPlane.Server.Ingestion;

/// <summary>Content of a span, read by its dialect from the span and its log records.</summary>
internal sealed class SpanDocumentReader : IStepDocumentReader
{
    public string Source => SpanDocument.Source;

    public StepContent Read(JsonNode? step, IReadOnlyList<JsonNode> logs) =>
        step is null
            ? StepContent.Empty
            : DialectCatalogue.ReadContent(SpanDocument.Read(step), [.. logs.Select(LogDocument.Read)]);
}
