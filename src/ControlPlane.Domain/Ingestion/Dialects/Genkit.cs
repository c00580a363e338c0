using System.Text.Json.Nodes;
using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>Genkit: everything is an action with JSON input and output; only the model actions are model calls.</summary>
internal sealed class Genkit : IDialect
{
    public string Name => "genkit";

    public bool Speaks(TelemetrySpan span) =>
        span.Attributes.Has("genkit:type") || span.Attributes.Has("genkit:metadata:subtype");

    public StepFacts Read(TelemetrySpan span)
    {
        var a = span.Attributes;
        var operation = OperationOf(a);
        var name = a.Text("genkit:name");
        var facts = CommonFacts.From(span, Name) with
        {
            Kind = GenAiOperations.KindOf(operation),
            Operation = operation,
            HasOutput = a.Has("genkit:output"),
            AgentName = operation is GenAiOperations.InvokeWorkflow or GenAiOperations.InvokeAgent ? name : null,
        };
        if (a.Text("genkit:state") == "error" && facts.Status == StepStatus.Ok)
        {
            facts = ErrorFacts.Fail(facts, null, span.StatusMessage);
        }

        return facts.Kind switch
        {
            StepKind.Llm => WithModel(facts, name, a.Json("genkit:output"), a.Json("genkit:input")),
            StepKind.Tool => facts with { ToolName = name ?? span.Name },
            _ => facts,
        };
    }

    public StepContent ReadContent(TelemetrySpan span, IReadOnlyList<TelemetryLog> logs)
    {
        var a = span.Attributes;
        var input = GenAiContent.Structure(a, "genkit:input");
        var output = Unquoted(GenAiContent.Structure(a, "genkit:output"));
        var content = new StepContent { Traceback = ErrorFacts.Traceback(span) };
        switch (Read(span).Kind)
        {
            case StepKind.Llm:
                var answer = MessageJson.Read(output, "assistant");
                return content with
                {
                    Input = MessageJson.Read(input, "user"),
                    Output = answer,
                    OutputText = Conversations.TextOf(answer),
                    ToolDefinitions = input.Any("tools")?.DeepClone(),
                };
            case StepKind.Tool:
                return content with { Arguments = input, Result = output };
            default:
                return content with { RawInput = Unquoted(input), Result = output, OutputText = output.AsText() };
        }
    }

    private static string? OperationOf(AttributeBag a) =>
        a.Text("genkit:metadata:subtype") switch
        {
            "model" => GenAiOperations.Chat,
            "embedder" => GenAiOperations.Embeddings,
            "tool" or "tool.v2" => GenAiOperations.ExecuteTool,
            "flow" => GenAiOperations.InvokeWorkflow,
            "agent" => GenAiOperations.InvokeAgent,
            null => a.Text("genkit:name") == "generate" ? "generate" : null,
            var other => other,
        };

    private static StepFacts WithModel(StepFacts facts, string? name, JsonNode? output, JsonNode? input)
    {
        var slash = name?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        var model = slash < 0 ? name : name![(slash + 1)..];
        var raw = output.Any("raw", "custom");
        facts = facts with
        {
            Provider = Providers.Fold(slash < 0 ? null : name![..slash], model),
            RequestModel = model,
            ResponseModel = raw.Any("model", "modelVersion").AsText(),
            ResponseId = raw.Any("id", "responseId").AsText(),
            Usage = Usage(output.Any("usage"), raw.Any("usage", "usageMetadata")),
            MaxTokens = input.At("config", "maxOutputTokens").AsNumber(),
            FinishReasons = FinishReasons.Fold([ReasonOf(raw) ?? output.Any("finishReason").AsText()]),
        };
        return LlmAnswer.AddTo(facts, output is null ? null : MessageJson.Read(output, "assistant"));
    }

    // Genkit folds the provider's reasons into "stop".
    private static string? ReasonOf(JsonNode? raw) =>
        raw.Any("choices").AsItems().FirstOrDefault().Any("finish_reason").AsText() ?? raw.Any("stop_reason").AsText();

    private static TokenUsage? Usage(JsonNode? usage, JsonNode? raw)
    {
        var input = usage.Any("inputTokens").AsNumber();
        var output = usage.Any("outputTokens").AsNumber();
        if (input is null && output is null)
        {
            return null;
        }

        // Genkit's own usage leaves out what the provider's answer, which it keeps, still has.
        var provider = ProviderUsage.Read(raw);
        var cached = usage.Any("cachedContentTokens").AsNumber() ?? provider?.CachedInput ?? 0;
        var reasoning = usage.Any("thoughtsTokens").AsNumber() ?? provider?.Reasoning ?? 0;
        var total = usage.Any("totalTokens").AsNumber();
        var isOutside = reasoning > 0 && total == (input ?? 0) + (output ?? 0) + reasoning;
        return TokenMeanings.Unify(
            new TokenUsage(input ?? 0, output ?? 0, cached, provider?.CacheWrite ?? 0, reasoning),
            isCacheOutside: false,
            isReasoningOutside: isOutside
        );
    }

    private static JsonNode? Unquoted(JsonNode? node) =>
        node.AsText() is { } text && JsonText.Parse(text) is { } inner ? inner : node;
}
