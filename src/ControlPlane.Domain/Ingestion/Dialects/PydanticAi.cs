using System.Text.Json.Nodes;
using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>
/// Pydantic AI and Logfire: the conventions, with messages as one list of all of them or as events in a text, and older
/// names for tools and agents.
/// </summary>
internal sealed class PydanticAi : IDialect
{
    public string Name => "pydantic_ai";

    public bool Speaks(TelemetrySpan span) =>
        span.Scope.Name is "pydantic-ai" or "logfire.openai" or "logfire.anthropic"
        || span.Attributes.Has("pydantic_ai.all_messages")
        || span.Attributes.Has("all_messages_events")
        || span.Attributes.Has("model_request_parameters");

    public StepFacts Read(TelemetrySpan span)
    {
        var a = span.Attributes;
        var facts = GenAiFacts.Read(span, CommonFacts.From(span, Name), OperationOf(span));
        facts = facts with
        {
            AgentName = facts.AgentName ?? a.Text("agent_name"),
            HasOutput = facts.HasOutput || a.Has("tool_response") || a.Has("final_result"),
        };
        return LlmAnswer.AddTo(facts, EventsOf(a)?.Output ?? GenAiContent.OutputOf(span));
    }

    public StepContent ReadContent(TelemetrySpan span, IReadOnlyList<TelemetryLog> logs)
    {
        var a = span.Attributes;
        var content = GenAiContent.Read(span, logs);
        if (content.Output.Count == 0 && EventsOf(a) is { } events)
        {
            content = content with
            {
                Input = Conversations.WithSystem(content.Input, events.Input),
                Output = events.Output,
                OutputText = Conversations.TextOf(events.Output),
            };
        }

        var all = GenAiContent.Structure(a, "pydantic_ai.all_messages");
        return content with
        {
            Input = content.Input.Count > 0 ? content.Input : MessageJson.Read(all, "user"),
            Arguments = content.Arguments ?? GenAiContent.Structure(a, "tool_arguments"),
            Result =
                content.Result
                ?? GenAiContent.Structure(a, "tool_response")
                ?? GenAiContent.Structure(a, "final_result"),
            OutputText = content.OutputText ?? a.Text("final_result"),
        };
    }

    private static string? OperationOf(TelemetrySpan span)
    {
        var a = span.Attributes;
        return a.Text("gen_ai.operation.name")
            ?? (
                a.Has("gen_ai.tool.name") ? GenAiOperations.ExecuteTool
                : a.Has("agent_name") || a.Has("pydantic_ai.all_messages") ? GenAiOperations.InvokeAgent
                : a.Has("gen_ai.response.model") ? GenAiOperations.Chat
                : null
            );
    }

    // events: [{"event.name": "gen_ai.choice", "message": {…}}, …]
    private static (IReadOnlyList<Message> Input, IReadOnlyList<Message> Output)? EventsOf(AttributeBag a)
    {
        if ((a.Json("events") ?? a.Json("all_messages_events")) is not JsonArray events)
        {
            return null;
        }

        var input = new List<Message>();
        var output = new List<Message>();
        foreach (var item in events)
        {
            if (item.Any("event.name").AsText() == "gen_ai.choice")
            {
                output.AddRange(MessageJson.Read(item.Any("message"), "assistant"));
            }
            else
            {
                input.AddRange(MessageJson.Read(item, "user"));
            }
        }

        return (input, output);
    }
}
