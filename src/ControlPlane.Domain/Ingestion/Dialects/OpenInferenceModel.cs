using System.Text.Json.Nodes;
using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>Model calls in OpenInference: flattened messages, counts under <c>llm.token_count</c>.</summary>
internal static class OpenInferenceModel
{
    public static StepFacts AddTo(StepFacts facts, TelemetrySpan span)
    {
        var a = span.Attributes;
        var parameters = a.Json("llm.invocation_parameters");
        var answer = a.Json("output.value");
        var model = a.FirstText("llm.response.model_name", "llm.model_name", "embedding.model_name");
        var request =
            a.FirstText("llm.request.model_name", "gen_ai.request.model")
            ?? parameters.Any("model", "model_name", "modelId").AsText();
        var chain = new LangChainAnswer(answer);
        facts = facts with
        {
            Provider = Providers.Fold(
                a.FirstText("llm.provider", "llm.system", "gen_ai.provider.name"),
                request ?? model
            ),
            RequestModel = request,
            ResponseModel = chain.Model ?? model,
            ResponseId = a.Text("gen_ai.response.id") ?? answer.Any("id", "responseId").AsText() ?? chain.Id,
            Usage = Usage(a) ?? GenAiUsage.Read(span) ?? chain.Usage,
            MaxTokens =
                parameters.Any("max_completion_tokens", "max_tokens", "max_output_tokens").AsNumber()
                ?? a.Number("gen_ai.request.max_tokens"),
            FinishReasons = Reasons(a, answer),
            TimeToFirstToken = FirstToken.Read(span),
            ReportedCostNanoUsd = GenAiFacts.Money(a.Text("llm.cost.total")),
        };
        return LlmAnswer.AddTo(facts, OutputOf(a));
    }

    public static IReadOnlyList<Message> InputOf(AttributeBag a)
    {
        if (Flattened.Read(a, "llm.input_messages") is { } flat)
        {
            var messages = MessageJson.Read(Unwrapped(flat), "user");
            // Anthropic's system text is a parameter, not a message.
            var system = MessageJson.Read(a.Json("llm.invocation_parameters").Any("system"), "system");
            return Conversations.WithSystem(system, messages);
        }

        return MessageJson.Read(GenAiContent.Structure(a, "input.value"), "user");
    }

    public static IReadOnlyList<Message>? OutputOf(AttributeBag a)
    {
        if (Flattened.Read(a, "llm.output_messages") is { } flat)
        {
            return MessageJson.Read(Unwrapped(flat), "assistant");
        }

        return a.Has("output.value") ? MessageJson.Read(GenAiContent.Structure(a, "output.value"), "assistant") : null;
    }

    public static JsonNode? ToolsOf(AttributeBag a) =>
        Flattened.Read(a, "llm.tools") is JsonArray tools
            ? new JsonArray([.. tools.Select(static tool => JsonText.Unwrap(tool.At("tool", "json_schema") ?? tool))])
            : a.Json("llm.invocation_parameters").Any("tools")?.DeepClone();

    private static TokenUsage? Usage(AttributeBag a)
    {
        var input = a.Number("llm.token_count.prompt");
        var output = a.Number("llm.token_count.completion");
        return input is null && output is null
            ? null
            : TokenMeanings.Unify(
                new TokenUsage(
                    input ?? 0,
                    output ?? 0,
                    a.Number("llm.token_count.prompt_details.cache_read") ?? 0,
                    a.Number("llm.token_count.prompt_details.cache_write") ?? 0,
                    a.Number("llm.token_count.completion_details.reasoning") ?? 0
                ),
                isCacheOutside: false,
                isReasoningOutside: false
            );
    }

    private static IReadOnlyList<string> Reasons(AttributeBag a, JsonNode? answer)
    {
        var told = a.FirstText("llm.finish_reason", "llm.response.finish_reason");
        if (told is not null || a.Has("gen_ai.response.finish_reasons"))
        {
            return FinishReasons.Fold(told is null ? a.Texts("gen_ai.response.finish_reasons") : [told]);
        }

        var choices = answer.Any("choices").AsItems().Select(static c => c.Any("finish_reason").AsText());
        return FinishReasons.Fold([.. choices, answer.Any("stop_reason", "status").AsText()]);
    }

    // [{message: {…}}] → [{…}]
    private static JsonNode Unwrapped(JsonNode flat) =>
        flat is JsonArray list
            ? new JsonArray([.. list.Select(static item => (item.Any("message") ?? item)?.DeepClone())])
            : flat;
}
