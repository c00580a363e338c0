using System.Text.Json.Nodes;
using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>
/// LangSmith in OpenTelemetry mode: runs of LangChain with the old names of the conventions, and the whole prompt and
/// completion as JSON.
/// </summary>
internal sealed class LangSmith : IDialect
{
    public string Name => "langsmith";

    public bool Speaks(TelemetrySpan span) => span.Attributes.Has("langsmith.span.kind");

    public StepFacts Read(TelemetrySpan span)
    {
        var a = span.Attributes;
        var operation = OperationOf(a.Text("langsmith.span.kind")!, span.ParentSpanId is null);
        var facts = GenAiFacts.Read(span, CommonFacts.From(span, Name), operation);
        facts = facts with
        {
            AgentName = span.ParentSpanId is null ? a.FirstText("langsmith.trace.name") ?? span.Name : null,
            HasOutput = facts.HasOutput || a.Has("gen_ai.completion"),
        };
        return facts.Kind switch
        {
            StepKind.Llm => WithModel(facts, a),
            StepKind.Tool => facts with { ToolName = a.Text("gen_ai.tool.name") ?? span.Name },
            _ => facts,
        };
    }

    public StepContent ReadContent(TelemetrySpan span, IReadOnlyList<TelemetryLog> logs)
    {
        var a = span.Attributes;
        var content = GenAiContent.Read(span, logs);
        var input = GenAiContent.Structure(a, "gen_ai.prompt");
        var output = GenAiContent.Structure(a, "gen_ai.completion");
        return Read(span).Kind switch
        {
            StepKind.Llm => content,
            StepKind.Tool => content with
            {
                Input = [],
                Output = [],
                Arguments = JsonText.Unwrap(input.Any("input") ?? input),
                Result = ToolOutput(output),
            },
            _ => content with { RawInput = input, Result = output },
        };
    }

    private static string OperationOf(string kind, bool isRoot) =>
        kind switch
        {
            "llm" => GenAiOperations.Chat,
            "embedding" => GenAiOperations.Embeddings,
            "tool" => GenAiOperations.ExecuteTool,
            "retriever" => "retrieval",
            // A graph or an agent is a chain without a parent.
            "chain" when isRoot => GenAiOperations.InvokeAgent,
            _ => kind,
        };

    private static StepFacts WithModel(StepFacts facts, AttributeBag a)
    {
        var answer = new LangChainAnswer(a.Json("gen_ai.completion"));
        var request = facts.RequestModel ?? a.Text("langsmith.metadata.ls_model_name");
        var response = facts.ResponseModel ?? answer.Model;
        var metadata = a.Json("langsmith.usage_metadata");
        var usage = facts.Usage ?? FromMetadata(metadata) ?? answer.Usage;
        return facts with
        {
            Provider = Providers.Fold(
                a.FirstText("langsmith.metadata.ls_provider", "gen_ai.system"),
                response ?? request
            ),
            RequestModel = request,
            ResponseModel = response,
            ResponseId = facts.ResponseId ?? answer.Id,
            MaxTokens = facts.MaxTokens ?? a.Number("langsmith.metadata.ls_max_tokens"),
            FinishReasons = Reasons(a) is { Count: > 0 } told ? told : FinishReasons.Fold([answer.FinishReason]),
            Usage = usage is null ? null : WithDetails(usage, a, metadata),
            HasEmptyAnswer = facts.HasEmptyAnswer && usage is null,
        };
    }

    // A plain text, of several reasons joined by commas.
    private static IReadOnlyList<string> Reasons(AttributeBag a) =>
        FinishReasons.Fold(a.Texts("gen_ai.response.finish_reasons").SelectMany(static text => text.Split(", ")));

    private static TokenUsage WithDetails(TokenUsage usage, AttributeBag a, JsonNode? metadata)
    {
        var input = a.Json("gen_ai.usage.input_token_details") ?? metadata.Any("input_token_details");
        var output = a.Json("gen_ai.usage.output_token_details") ?? metadata.Any("output_token_details");
        var detailed = usage with
        {
            CachedInput = Larger(usage.CachedInput, input.Any("cache_read")),
            CacheWrite = Larger(usage.CacheWrite, input.Any("cache_creation")),
            Reasoning = Larger(usage.Reasoning, output.Any("reasoning")),
        };
        return TokenMeanings.Unify(detailed, isCacheOutside: false, isReasoningOutside: false);
    }

    private static long Larger(long known, JsonNode? detail) => Math.Max(known, detail.AsNumber() ?? 0);

    private static TokenUsage? FromMetadata(JsonNode? metadata) =>
        metadata.Any("input_tokens").AsNumber() is { } input
            ? new TokenUsage(input, metadata.Any("output_tokens").AsNumber() ?? 0, 0, 0, 0)
            : null;

    private static JsonNode? ToolOutput(JsonNode? output)
    {
        var inner = output.Any("output") ?? output;
        return JsonText.Unwrap(inner.At("kwargs", "content") ?? inner.Any("content") ?? inner);
    }
}
