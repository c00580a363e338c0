using System.Text.Json.Nodes;
using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>
/// OpenInference (Arize Phoenix), JavaScript and Python, also beside the AI SDK's own attributes on the same span:
/// then these count, and the others fill gaps only.
/// </summary>
internal sealed class OpenInference : IDialect
{
    private const string KindKey = "openinference.span.kind";

    public string Name => "openinference";

    public bool Speaks(TelemetrySpan span) => span.Attributes.Has(KindKey);

    public StepFacts Read(TelemetrySpan span)
    {
        var a = span.Attributes;
        var kind = a.Text(KindKey)?.ToUpperInvariant() ?? "";
        var operation = OperationOf(kind, a, span.ParentSpanId is null);
        var facts = CommonFacts.From(span, Name) with
        {
            Kind = kind == "GUARDRAIL" ? StepKind.Guardrail : GenAiOperations.KindOf(operation),
            Operation = GenAiOperations.Fold(operation),
            AgentName = AgentOf(span, operation),
            HasOutput = a.Has("output.value"),
        };
        facts = WithMetadata(facts, a);
        return facts.Kind switch
        {
            StepKind.Llm => OpenInferenceModel.AddTo(facts, span),
            StepKind.Tool => facts with
            {
                ToolName = a.FirstText("tool.name", "gen_ai.tool.name") ?? span.Name,
                ToolCallId =
                    a.FirstText("tool_call.id", "tool.id", "gen_ai.tool.call.id")
                    ?? a.Json("output.value").At("output", "kwargs", "tool_call_id").AsText(),
            },
            _ => facts,
        };
    }

    public StepContent ReadContent(TelemetrySpan span, IReadOnlyList<TelemetryLog> logs)
    {
        var a = span.Attributes;
        var output = OpenInferenceModel.OutputOf(a);
        var content = new StepContent
        {
            Input = OpenInferenceModel.InputOf(a),
            Output = output ?? [],
            OutputText = Conversations.TextOf(output ?? []) ?? PlainOutput(a),
            ToolDefinitions = OpenInferenceModel.ToolsOf(a),
            Traceback = ErrorFacts.Traceback(span),
        };
        var input = GenAiContent.Structure(a, "input.value");
        var value = GenAiContent.Structure(a, "output.value");
        return Read(span).Kind switch
        {
            StepKind.Llm => content,
            StepKind.Tool => content with
            {
                Arguments = ToolInput(input) ?? GenAiContent.Structure(a, "tool.parameters"),
                Result = ToolOutput(value),
                OutputText = null,
            },
            _ => content with { RawInput = input, Result = value },
        };
    }

    private static string? OperationOf(string kind, AttributeBag a, bool isRoot) =>
        kind switch
        {
            "LLM" => GenAiOperations.Chat,
            "EMBEDDING" => GenAiOperations.Embeddings,
            "TOOL" => GenAiOperations.ExecuteTool,
            "AGENT" => GenAiOperations.InvokeAgent,
            // A graph of LangChain is a chain without a parent.
            "CHAIN" when isRoot => GenAiOperations.InvokeWorkflow,
            "RETRIEVER" => "retrieval",
            "GUARDRAIL" => "guardrail",
            _ => a.Text("gen_ai.operation.name") ?? (kind.Length > 0 ? kind.ToLowerInvariant() : null),
        };

    private static string? AgentOf(TelemetrySpan span, string? operation) =>
        span.Attributes.FirstText("agent.name", "gen_ai.agent.name")
        ?? (operation is GenAiOperations.InvokeAgent or GenAiOperations.InvokeWorkflow ? span.Name : null);

    private static StepFacts WithMetadata(StepFacts facts, AttributeBag a)
    {
        if (facts.UserId is not null && facts.SessionId is not null)
        {
            return facts;
        }

        var metadata = a.Json("metadata");
        return facts with
        {
            SessionId = facts.SessionId ?? metadata.Any("session_id", "thread_id").AsText(),
            UserId = facts.UserId ?? metadata.Any("user_id").AsText(),
        };
    }

    private static string? PlainOutput(AttributeBag a) =>
        a.Text("output.mime_type") == "application/json" ? null : a.Text("output.value");

    // LangChain wraps a tool's input as {"input": "…"} and its output as a message.
    private static JsonNode? ToolInput(JsonNode? input) =>
        input is JsonObject { Count: 1 } && input.Any("input") is { } inner ? JsonText.Unwrap(inner) : input;

    private static JsonNode? ToolOutput(JsonNode? output)
    {
        var inner = output is JsonObject { Count: 1 } ? output.Any("output") ?? output : output;
        return inner.At("kwargs", "content") is { } content ? JsonText.Unwrap(content) : inner?.DeepClone();
    }
}
