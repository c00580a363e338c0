using System.Text.Json.Nodes;
using ControlPlane.Domain.Ingestion;
using ControlPlane.Domain.Ingestion.Dialects;
using ControlPlane.Domain.Ingestion.Otlp;
using ControlPlane.Domain.Runs;
using ControlPlane.Fixtures;

namespace ControlPlane.Domain.Tests.Ingestion;

/// <summary>A capture, decoded and read.</summary>
internal sealed class CaptureReading
{
    private readonly ILookup<string?, TelemetryLog> _logs;

    private CaptureReading(IReadOnlyList<TelemetrySpan> spans, IReadOnlyList<TelemetryLog> logs)
    {
        Spans = spans;
        _logs = logs.ToLookup(static log => log.SpanId);
        Facts = [.. spans.Select(DialectCatalogue.Read)];
        Run = RunAssembly.Assemble(Facts);
    }

    public IReadOnlyList<TelemetrySpan> Spans { get; }

    public IReadOnlyList<StepFacts> Facts { get; }

    public AssembledRun Run { get; }

    /// <summary>Counted model calls by start.</summary>
    public IEnumerable<StepFacts> Calls => Counted(StepKind.Llm);

    public IEnumerable<StepFacts> Tools => Counted(StepKind.Tool);

    public static CaptureReading Of(Capture capture) => new(SpansOf(capture), LogsOf(capture));

    public static IReadOnlyList<TelemetrySpan> SpansOf(Capture capture) =>
        [.. capture.Files.Where(static file => file.Signal == "traces").SelectMany(static file => Decode(file).Spans)];

    public static DecodedTraces Decode(CaptureFile file) =>
        file.IsJson ? OtlpJson.ReadTraces(file.Decompressed()) : OtlpProtobuf.ReadTraces(file.Decompressed());

    public static IReadOnlyList<TelemetryLog> LogsOf(Capture capture) =>
        [.. capture.Files.Where(static file => file.Signal == "logs").SelectMany(static file => DecodeLogs(file).Logs)];

    public static DecodedLogs DecodeLogs(CaptureFile file) =>
        file.IsJson ? OtlpJson.ReadLogs(file.Decompressed()) : OtlpProtobuf.ReadLogs(file.Decompressed());

    public StepContent ContentOf(StepFacts step)
    {
        var span = Spans.First(span => span.SpanId == step.Id);
        return DialectCatalogue.ReadContent(span, [.. _logs[span.SpanId]]);
    }

    /// <summary>Tool requests in the models' answers, as <c>name arguments</c>.</summary>
    public IEnumerable<string> RequestedTools() =>
        Calls
            .SelectMany(call => ContentOf(call).Output)
            .SelectMany(static message => message.Parts)
            .Where(static part => part.Type == "tool_call")
            .Select(static part => CaptureTruth.Tool(part.ToolName, part.Value));

    public IEnumerable<string> ExecutedTools() =>
        Tools.Select(tool => CaptureTruth.Tool(tool.ToolName, ContentOf(tool).Arguments));

    private IEnumerable<StepFacts> Counted(StepKind kind) =>
        Run.Steps.Where(step => !step.IsDuplicate && step.Facts.Kind == kind).Select(static step => step.Facts);
}
