using System.Text.Json.Nodes;
using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>
/// The AI SDK in its own words (version 5, and version 7 with its legacy integration). The outer spans repeat the
/// tokens of the calls inside, all of them or only the last: only <c>doGenerate</c>, <c>doStream</c> and
/// <c>doEmbed</c> are model calls, one for each attempt.
/// </summary>
internal sealed class VercelAi : IDialect
{
    public string Name => "vercel_ai";

    public bool Speaks(TelemetrySpan span) => span.Attributes.Has("ai.operationId");

    public StepFacts Read(TelemetrySpan span)
    {
        var a = span.Attributes;
        var operation = OperationOf(a.Text("ai.operationId") ?? "");
        var facts = CommonFacts.From(span, Name) with
        {
            Kind = GenAiOperations.KindOf(operation),
            Operation = operation,
            AgentName = a.FirstText("ai.telemetry.functionId", "resource.name", "gen_ai.agent.name"),
            HasOutput = a.Has("ai.response.text") || a.Has("ai.response.object") || a.Has("ai.response.toolCalls"),
        };
        return facts.Kind switch
        {
            StepKind.Llm => WithModel(facts, span),
            StepKind.Tool => facts with
            {
                ToolName = a.Text("ai.toolCall.name"),
                ToolCallId = a.Text("ai.toolCall.id"),
                HasOutput = a.Has("ai.toolCall.result"),
            },
            _ => facts,
        };
    }

    public StepContent ReadContent(TelemetrySpan span, IReadOnlyList<TelemetryLog> logs)
    {
        var a = span.Attributes;
        var output = OutputOf(a) ?? [];
        return new StepContent
        {
            Input = MessageJson.Read(
                GenAiContent.Structure(a, "ai.prompt.messages") ?? GenAiContent.Structure(a, "ai.prompt"),
                "user"
            ),
            Output = output,
            OutputText = Conversations.TextOf(output),
            ToolDefinitions = Definitions(a),
            Arguments = GenAiContent.Structure(a, "ai.toolCall.args"),
            Result = GenAiContent.Structure(a, "ai.toolCall.result") ?? GenAiContent.Structure(a, "ai.response.object"),
            Traceback = ErrorFacts.Traceback(span),
        };
    }

    private static string? OperationOf(string id) =>
        id.EndsWith(".doGenerate", StringComparison.Ordinal) || id.EndsWith(".doStream", StringComparison.Ordinal)
            ? GenAiOperations.Chat
        : id.EndsWith(".doEmbed", StringComparison.Ordinal) ? GenAiOperations.Embeddings
        : id == "ai.toolCall" ? GenAiOperations.ExecuteTool
        : id is "ai.generateText" or "ai.streamText" or "ai.generateObject" or "ai.streamObject"
            ? GenAiOperations.InvokeAgent
        : id.Length > 0 ? id
        : null;

    private static StepFacts WithModel(StepFacts facts, TelemetrySpan span)
    {
        var a = span.Attributes;
        var request = a.FirstText("gen_ai.request.model", "ai.model.id");
        facts = facts with
        {
            Provider = Providers.Fold(a.FirstText("ai.model.provider", "gen_ai.system"), request),
            RequestModel = request,
            ResponseModel = a.FirstText("ai.response.model", "gen_ai.response.model"),
            ResponseId = a.FirstText("ai.response.id", "gen_ai.response.id"),
            Usage = Usage(a),
            MaxTokens = a.FirstNumber(
                "gen_ai.request.max_tokens",
                "ai.settings.maxOutputTokens",
                "ai.settings.maxTokens"
            ),
            FinishReasons = FinishReasons.Fold(
                a.Text("ai.response.finishReason") is { } reason ? [reason] : a.Texts("gen_ai.response.finish_reasons")
            ),
            TimeToFirstToken = FirstToken.Read(span),
        };
        return LlmAnswer.AddTo(facts, OutputOf(a));
    }

    private static TokenUsage? Usage(AttributeBag a)
    {
        var input = a.FirstNumber(
            "ai.usage.inputTokens",
            "ai.usage.promptTokens",
            "gen_ai.usage.input_tokens",
            "ai.usage.tokens"
        );
        var output = a.FirstNumber("ai.usage.outputTokens", "ai.usage.completionTokens", "gen_ai.usage.output_tokens");
        if (input is null && output is null)
        {
            return null;
        }

        var cached = a.FirstNumber("ai.usage.cachedInputTokens", "ai.usage.inputTokenDetails.cacheReadTokens") ?? 0;
        var written = a.Number("ai.usage.inputTokenDetails.cacheWriteTokens") ?? 0;
        var reasoning = a.FirstNumber("ai.usage.reasoningTokens", "ai.usage.outputTokenDetails.reasoningTokens") ?? 0;
        // Version 5 passes on Anthropic's own count; only the provider's metadata has the cache, and the same count
        // there tells that it is outside.
        if (AnthropicUsage(a) is { } own && own.Any("input_tokens").AsNumber() == input)
        {
            var usage = ProviderUsage.Read(own)!;
            return usage with { Output = output ?? usage.Output, Reasoning = reasoning };
        }

        var plain = new TokenUsage(input ?? 0, output ?? 0, cached, written, reasoning);
        return TokenMeanings.Unify(plain, isCacheOutside: false, isReasoningOutside: false);
    }

    private static JsonObject? AnthropicUsage(AttributeBag a) =>
        a.Json("ai.response.providerMetadata").At("anthropic", "usage") is JsonObject usage
        && ProviderUsage.Read(usage) is not null
            ? usage
            : null;

    private static IReadOnlyList<Message>? OutputOf(AttributeBag a)
    {
        if (!a.Has("ai.response.text") && !a.Has("ai.response.toolCalls") && !a.Has("ai.response.object"))
        {
            return null;
        }

        var message = new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = a.FirstText("ai.response.text", "ai.response.object"),
            ["reasoning"] = a.Text("ai.response.reasoning"),
            ["tool_calls"] = a.Json("ai.response.toolCalls"),
            ["finish_reason"] = a.Text("ai.response.finishReason"),
        };
        return MessageJson.Read(message, "assistant");
    }

    // A list of texts, each the JSON of one tool.
    private static JsonArray? Definitions(AttributeBag a) =>
        a.Texts("ai.prompt.tools") is { Count: > 0 } tools
            ? new JsonArray([.. tools.Select(static tool => JsonText.ParseOrText(tool))])
            : null;
}
