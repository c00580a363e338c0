using System.Text.Json.Nodes;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>
/// Langfuse: observations with JSON input and output. Its usage takes cached tokens out of input and reasoning out of
/// output, and a failed generation says so in its level, not in the status of the span.
/// </summary>
internal sealed class Langfuse : IDialect
{
    public string Name => "langfuse";

    public bool Speaks(TelemetrySpan span) => span.Attributes.Has("langfuse.observation.type");

    public StepFacts Read(TelemetrySpan span)
    {
        var a = span.Attributes;
        var type = a.Text("langfuse.observation.type")!;
        var operation = OperationOf(type);
        var facts = CommonFacts.From(span, Name) with
        {
            Kind = type == "guardrail" ? StepKind.Guardrail : GenAiOperations.KindOf(operation),
            Operation = operation,
            AgentName = operation == GenAiOperations.InvokeAgent ? span.Name : a.Text("langfuse.trace.name"),
            Version = a.FirstText("controlplane.version", "gen_ai.agent.version", "langfuse.version"),
            HasOutput = a.Has("langfuse.observation.output"),
        };
        if (a.Text("langfuse.observation.level") == "ERROR" && facts.Status == StepStatus.Ok)
        {
            facts = ErrorFacts.Fail(facts, null, a.Text("langfuse.observation.status_message"));
        }

        return facts.Kind switch
        {
            StepKind.Llm => WithModel(facts, span),
            StepKind.Tool => facts with { ToolName = span.Name, ToolCallId = a.Text("gen_ai.tool.call.id") },
            _ => facts,
        };
    }

    public StepContent ReadContent(TelemetrySpan span, IReadOnlyList<TelemetryLog> logs)
    {
        var a = span.Attributes;
        var input = GenAiContent.Structure(a, "langfuse.observation.input");
        var output = GenAiContent.Structure(a, "langfuse.observation.output");
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
                return content with { RawInput = input, Result = output, OutputText = output.AsText() };
        }
    }

    private static string OperationOf(string type) =>
        type switch
        {
            "generation" => GenAiOperations.Chat,
            "embedding" => GenAiOperations.Embeddings,
            "tool" => GenAiOperations.ExecuteTool,
            "agent" => GenAiOperations.InvokeAgent,
            "retriever" => "retrieval",
            _ => type,
        };

    private static StepFacts WithModel(StepFacts facts, TelemetrySpan span)
    {
        var a = span.Attributes;
        var model = a.FirstText("langfuse.observation.model.name", "gen_ai.response.model", "gen_ai.request.model");
        var output = GenAiContent.Structure(a, "langfuse.observation.output");
        facts = facts with
        {
            Provider = Providers.Fold(a.FirstText("gen_ai.provider.name", "gen_ai.system"), model),
            RequestModel = a.Text("gen_ai.request.model"),
            ResponseModel = model,
            ResponseId = a.Text("gen_ai.response.id") ?? output.Any("id").AsText(),
            Usage = Usage(a.Json("langfuse.observation.usage_details")) ?? GenAiUsage.Read(span),
            MaxTokens = MaxTokens(a.Json("langfuse.observation.model.parameters")),
            TimeToFirstToken = FirstToken.Read(span),
            ReportedCostNanoUsd = Cost(a.Json("langfuse.observation.cost_details")),
        };
        return LlmAnswer.AddTo(facts, output is null ? null : MessageJson.Read(output, "assistant"));
    }

    private static TokenUsage? Usage(JsonNode? u)
    {
        var input = u.Any("input", "prompt_tokens").AsNumber();
        var output = u.Any("output", "completion_tokens").AsNumber();
        if (input is null && output is null)
        {
            return null;
        }

        var cached = u.Any("input_cached_tokens", "cache_read_input_tokens", "input_cache_read").AsNumber() ?? 0;
        var written = u.Any("cache_creation_input_tokens", "input_cache_creation").AsNumber() ?? 0;
        var reasoning = u.Any("output_reasoning_tokens", "output_reasoning").AsNumber() ?? 0;
        // Buckets do not overlap here; all other "input_…" and "output_…" buckets belong to their side too.
        var usage = new TokenUsage(input ?? 0, output ?? 0, cached, written, reasoning);
        return TokenMeanings.Unify(usage, isCacheOutside: true, isReasoningOutside: true);
    }

    private static long? MaxTokens(JsonNode? parameters) =>
        parameters.Any("max_completion_tokens", "max_tokens", "maxTokens", "max_output_tokens").AsNumber()
        ?? (long.TryParse(parameters.Any("max_tokens", "maxTokens").AsText(), out var number) ? number : null);

    // A client that knows no price writes zeros.
    private static long? Cost(JsonNode? details) =>
        GenAiFacts.Money(details.Any("total").AsText()) is > 0 and var cost ? cost : null;
}
