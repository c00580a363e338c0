using System.Text.Json;
using System.Text.Json.Nodes;
using ControlPlane.Domain.Redaction;
using ControlPlane.Domain.Runs;
using ControlPlane.Server.Runs.Api;

namespace ControlPlane.Server.Runs;

/// <summary>Documents of steps, inputs and outputs that came through the runs API.</summary>
internal sealed class ApiStepReader : IStepDocumentReader
{
    public const string SourceName = "api";

    private const string StepField = "step";

    public string Source => SourceName;

    /// <summary>The report as it is stored: without secrets.</summary>
    public static (JsonNode Document, int Redactions) Document(StepRequest step, RedactionPatterns patterns)
    {
        var json = JsonSerializer.SerializeToNode(step, RunJsonOptions.Stored);
        var (redacted, count) = ReportRedaction.Of(json, patterns);
        return (new JsonObject { ["source"] = SourceName, [StepField] = redacted }, count);
    }

    public StepContent Read(JsonNode? step, IReadOnlyList<JsonNode> logs)
    {
        if (step?[StepField] is not JsonObject report)
        {
            return RunContent(logs);
        }

        // Read field by field: redaction may have put a word where a number was.
        var isModelCall = TextOf(report["kind"]) == "llm";
        var error = report["error"] as JsonObject;
        var output = isModelCall ? MessagesOf(report["output"], "assistant") : [];
        return new StepContent
        {
            Input = isModelCall ? MessagesOf(report["input"], "user") : [],
            Output = output,
            Arguments = (report["arguments"] ?? report["requestBody"])?.DeepClone(),
            Result = (report["result"] ?? (isModelCall ? null : report["output"]))?.DeepClone(),
            RawInput = isModelCall ? null : report["input"]?.DeepClone(),
            Action = TextOf(report["action"]),
            Reasoning = TextOf(report["reasoning"]),
            DecisionId = TextOf(report["decisionId"]),
            Traceback = error is null ? null : TextOf(error["traceback"]),
            Recovery = error is null ? null : TextOf(error["recovery"]),
            OutputText = TextOf(output) ?? TextOf(report["output"]) ?? TextOf(report["action"]),
        };
    }

    private static StepContent RunContent(IReadOnlyList<JsonNode> parts)
    {
        var output = parts
            .Select(static part => part[RunDocument.OutputPart])
            .FirstOrDefault(static v => v is not null);
        var input = parts.Select(static part => part[RunDocument.InputPart]).FirstOrDefault(static v => v is not null);
        return new StepContent
        {
            RawInput = input?.DeepClone(),
            Result = output?.DeepClone(),
            OutputText = TextOf(output) ?? output?.ToJsonString(),
        };
    }

    private static IReadOnlyList<Message> MessagesOf(JsonNode? value, string role) =>
        value switch
        {
            null => [],
            JsonArray array => [.. array.Select(item => MessageOf(item, role))],
            _ => [MessageOf(value, role)],
        };

    private static Message MessageOf(JsonNode? item, string role) =>
        item is JsonObject message
            ? new Message(message["role"]?.ToString() ?? role, [PartOf(message["content"] ?? message)])
            : new Message(role, [PartOf(item)]);

    private static MessagePart PartOf(JsonNode? value) =>
        TextOf(value) is { } text
            ? new MessagePart("text", text)
            : new MessagePart("text", value?.ToJsonString(RunJsonOptions.Stored));

    private static string? TextOf(JsonNode? value) =>
        value is JsonValue text && text.GetValueKind() == JsonValueKind.String ? text.GetValue<string>() : null;

    private static string? TextOf(IReadOnlyList<Message> messages) =>
        messages is [.., { Parts: [var first, ..] }] ? first.Text : null;
}
