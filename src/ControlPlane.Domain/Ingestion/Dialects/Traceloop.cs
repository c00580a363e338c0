using System.Text.Json.Nodes;
using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>
/// OpenLLMetry (Traceloop), JavaScript and Python. Its decorators write spans for workflows, agents, tasks and tools;
/// its instrumentations write the conventions, in older versions flattened prompts and <c>llm.*</c>.
/// </summary>
internal sealed class Traceloop : IDialect
{
    public string Name => "traceloop";

    public bool Speaks(TelemetrySpan span) =>
        span.Attributes.Has("traceloop.span.kind")
        || (
            (
                span.Scope.Name.StartsWith("@traceloop/", StringComparison.Ordinal)
                || span.Attributes.Has("traceloop.workflow.name")
                || span.Attributes.Has("llm.request.type")
            ) && GenAiFacts.Speaks(span.Attributes)
        );

    public StepFacts Read(TelemetrySpan span)
    {
        var a = span.Attributes;
        if (a.Text("traceloop.span.kind") is not { } kind)
        {
            return GenAiFacts.Read(span, Name);
        }

        var operation = OperationOf(kind);
        var entity = a.Text("traceloop.entity.name");
        var facts = CommonFacts.From(span, Name) with
        {
            Kind = GenAiOperations.KindOf(operation),
            Operation = operation,
            AgentName =
                a.Text("gen_ai.agent.name")
                ?? (operation is GenAiOperations.InvokeAgent or GenAiOperations.InvokeWorkflow ? entity : null),
            Version = a.FirstText("controlplane.version", "gen_ai.agent.version", "traceloop.entity.version"),
            HasOutput = a.Has("traceloop.entity.output"),
        };
        return facts.Kind == StepKind.Tool
            ? facts with
            {
                ToolName = a.Text("gen_ai.tool.name") ?? entity ?? span.Name,
                ToolCallId = a.Text("gen_ai.tool.call.id"),
            }
            : facts;
    }

    public StepContent ReadContent(TelemetrySpan span, IReadOnlyList<TelemetryLog> logs)
    {
        var content = GenAiContent.Read(span, logs);
        if (!span.Attributes.Has("traceloop.span.kind"))
        {
            return content;
        }

        var input = Arguments(GenAiContent.Structure(span.Attributes, "traceloop.entity.input"));
        var output = Unquoted(GenAiContent.Structure(span.Attributes, "traceloop.entity.output"));
        return Read(span).Kind == StepKind.Tool
            ? content with
            {
                Arguments = content.Arguments ?? input,
                Result = content.Result ?? output,
            }
            : content with
            {
                RawInput = input,
                Result = output,
                OutputText = content.OutputText ?? output.AsText(),
            };
    }

    private static string OperationOf(string kind) =>
        kind switch
        {
            "tool" => GenAiOperations.ExecuteTool,
            "agent" => GenAiOperations.InvokeAgent,
            "workflow" => GenAiOperations.InvokeWorkflow,
            _ => kind,
        };

    // The decorators wrap arguments as {args: [...], kwargs: {...}}.
    private static JsonNode? Arguments(JsonNode? input)
    {
        if (input is not JsonObject map || (!map.ContainsKey("args") && !map.ContainsKey("kwargs")))
        {
            return input;
        }

        var named = map.Any("kwargs") as JsonObject;
        var listed = map.Any("args") as JsonArray;
        return named is { Count: > 0 } && listed is not { Count: > 0 } ? named.DeepClone()
            : listed is { Count: 1 } && named is not { Count: > 0 } ? JsonText.Unwrap(listed[0])
            : input;
    }

    private static JsonNode? Unquoted(JsonNode? node) =>
        node.AsText() is { } text && JsonText.Parse(text) is { } inner ? inner : node;
}
