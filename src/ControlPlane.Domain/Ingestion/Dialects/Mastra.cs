using System.Text.Json.Nodes;
using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>
/// Mastra: the conventions plus <c>mastra.*</c>. Only <c>chat</c> spans are model calls; the generation and step spans
/// around them repeat, and chunk spans below them name tools they do not run.
/// </summary>
internal sealed class Mastra : IDialect
{
    public string Name => "mastra";

    public bool Speaks(TelemetrySpan span) =>
        span.Scope.Name.StartsWith("@mastra/", StringComparison.Ordinal) || span.Attributes.Has("mastra.span.type");

    public StepFacts Read(TelemetrySpan span)
    {
        var a = span.Attributes;
        var type = a.Text("mastra.span.type");
        var operation = a.Text("gen_ai.operation.name") ?? OperationOf(type);
        if (type is "model_chunk" or "model_generation" or "model_step" && operation is not GenAiOperations.Chat)
        {
            operation = type;
        }

        var facts = GenAiFacts.Read(span, CommonFacts.From(span, Name), operation);
        return facts with
        {
            AgentName = facts.AgentName ?? a.Text("gen_ai.agent.id"),
            ResponseId = facts.ResponseId ?? IdInBody(facts, a),
            HasOutput = facts.HasOutput || facts.Kind == StepKind.Tool && Member(a, ".output") is not null,
        };
    }

    public StepContent ReadContent(TelemetrySpan span, IReadOnlyList<TelemetryLog> logs)
    {
        var content = GenAiContent.Read(span, logs);
        var input = Member(span.Attributes, ".input");
        var output = Member(span.Attributes, ".output");
        if (Read(span).Kind == StepKind.Tool)
        {
            return content with { Arguments = content.Arguments ?? input, Result = content.Result ?? output };
        }

        var answer = content.Output.Count > 0 ? content.Output : MessageJson.Read(output, "assistant");
        return content with
        {
            Input = content.Input.Count > 0 ? content.Input : MessageJson.Read(input, "user"),
            Output = answer,
            OutputText = content.OutputText ?? Conversations.TextOf(answer),
            RawInput = input,
        };
    }

    private static string? OperationOf(string? type) =>
        type switch
        {
            "agent_run" => GenAiOperations.InvokeAgent,
            "workflow_run" => GenAiOperations.InvokeWorkflow,
            "tool_call" or "mcp_tool_call" => GenAiOperations.ExecuteTool,
            _ => type,
        };

    private static string? IdInBody(StepFacts facts, AttributeBag a) =>
        facts.Kind == StepKind.Llm ? a.Json("mastra.metadata.body").Any("id").AsText() : null;

    // mastra.<span type>.input and .output
    private static JsonNode? Member(AttributeBag a, string end)
    {
        var key = a.Values.Keys.FirstOrDefault(key =>
            key.StartsWith("mastra.", StringComparison.Ordinal)
            && key.EndsWith(end, StringComparison.Ordinal)
            && !key.StartsWith("mastra.metadata.", StringComparison.Ordinal)
        );
        return key is null ? null : GenAiContent.Structure(a, key);
    }
}
