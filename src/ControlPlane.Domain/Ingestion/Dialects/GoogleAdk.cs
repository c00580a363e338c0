using System.Text.Json.Nodes;
using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>
/// Google's Agent Development Kit. Model calls are spans named <c>call_llm</c> without an operation, content is JSON of
/// the Gemini API, and a failed call looks like a successful one with nothing in it.
/// </summary>
internal sealed class GoogleAdk : IDialect
{
    private const string Request = "gcp.vertex.agent.llm_request";
    private const string Response = "gcp.vertex.agent.llm_response";
    private const string MergedTools = "(merged tools)";

    public string Name => "google_adk";

    public bool Speaks(TelemetrySpan span) =>
        span.Scope.Name.StartsWith("gcp.vertex.agent", StringComparison.Ordinal)
        || span.Attributes.Has("gcp.vertex.agent.event_id")
        || span.Attributes.Has("gcp.vertex.agent.invocation_id");

    public StepFacts Read(TelemetrySpan span)
    {
        var facts = GenAiFacts.Read(span, CommonFacts.From(span, Name), OperationOf(span));
        return facts.Kind switch
        {
            StepKind.Llm => WithModel(facts, span.Attributes),
            StepKind.Tool => WithTool(facts, span.Attributes),
            _ => facts,
        };
    }

    public StepContent ReadContent(TelemetrySpan span, IReadOnlyList<TelemetryLog> logs)
    {
        var a = span.Attributes;
        var content = GenAiContent.Read(span, logs);
        if (Read(span).Kind != StepKind.Llm)
        {
            return content with
            {
                Arguments = content.Arguments ?? GenAiContent.Structure(a, "gcp.vertex.agent.tool_call_args"),
                Result = content.Result ?? GenAiContent.Structure(a, "gcp.vertex.agent.tool_response"),
                RawInput = content.RawInput ?? GenAiContent.Structure(a, "gcp.vertex.agent.data"),
            };
        }

        var request = a.Json(Request);
        var output = content.Output.Count > 0 ? content.Output : MessageJson.Read(a.Json(Response), "assistant");
        return content with
        {
            Input = content.Input.Count > 0 ? content.Input : MessageJson.Read(request, "user"),
            Output = output,
            OutputText = Conversations.TextOf(output),
            ToolDefinitions = content.ToolDefinitions ?? request.At("config", "tools")?.DeepClone(),
        };
    }

    private static string? OperationOf(TelemetrySpan span)
    {
        if (span.Attributes.Text("gen_ai.tool.name") == MergedTools || span.Name == "execute_tool (merged)")
        {
            // One more span for parallel tools that have spans of their own.
            return "execute_tools";
        }

        return span.Attributes.Text("gen_ai.operation.name")
            ?? (
                span.Name == "call_llm" ? GenAiOperations.Chat
                : span.Name.StartsWith("execute_tool ", StringComparison.Ordinal) ? GenAiOperations.ExecuteTool
                : span.Name.StartsWith("invocation", StringComparison.Ordinal) ? GenAiOperations.InvokeWorkflow
                : null
            );
    }

    private static StepFacts WithModel(StepFacts facts, AttributeBag a)
    {
        var response = a.Json(Response);
        var usage = response.Any("usageMetadata", "usage_metadata");
        var output = response is null ? null : MessageJson.Read(response, "assistant");
        facts = facts with { Usage = Usage(usage, facts.Usage), HasOutput = false };
        if (facts.Usage is null && !a.Has(Response))
        {
            // The attributes are written when the answer is there. None of them: the call failed.
            return facts with { HasEmptyAnswer = facts is { Status: StepStatus.Ok, EndedAt: not null } };
        }

        facts = LlmAnswer.AddTo(facts, output);
        return response.Any("errorCode", "error_code").AsText() is { } error && facts.Status == StepStatus.Ok
            ? ErrorFacts.Fail(facts, error, response.Any("errorMessage", "error_message").AsText())
            : facts;
    }

    private static TokenUsage? Usage(JsonNode? usage, TokenUsage? known)
    {
        var input = usage.Any("promptTokenCount", "prompt_token_count").AsNumber();
        var output = usage.Any("candidatesTokenCount", "candidates_token_count").AsNumber();
        if (input is null && output is null)
        {
            return known;
        }

        var thoughts = usage.Any("thoughtsTokenCount", "thoughts_token_count").AsNumber() ?? 0;
        var cached = usage.Any("cachedContentTokenCount", "cached_content_token_count").AsNumber() ?? 0;
        return new TokenUsage(input ?? 0, (output ?? 0) + thoughts, cached, 0, thoughts);
    }

    private static StepFacts WithTool(StepFacts facts, AttributeBag a) =>
        facts with
        {
            HasOutput = facts.HasOutput || a.Has("gcp.vertex.agent.tool_response"),
        };
}
