using System.Text.Json.Nodes;
using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>
/// The parts of a conversation that were reported as events of the span or as log records. Both carry the same names;
/// an event holds its fields as attributes, a record as a structured body.
/// </summary>
internal static class GenAiRecords
{
    private const string Details = "gen_ai.client.inference.operation.details";

    public static (IReadOnlyList<Message> Input, IReadOnlyList<Message> Output) Read(
        TelemetrySpan span,
        IReadOnlyList<TelemetryLog> logs
    )
    {
        var input = new List<Message>();
        var output = new List<Message>();
        foreach (var e in span.Events)
        {
            Add(e.Name, e.Attributes.ToJson(), input, output);
        }

        foreach (var log in logs.OrderBy(static log => log.At).Where(static log => log.EventName is not null))
        {
            var fields = AttributeBag.ToJson(log.Body) as JsonObject ?? log.Attributes.ToJson();
            Add(log.EventName!, fields, input, output);
        }

        return (input, output);
    }

    private static void Add(string name, JsonObject fields, List<Message> input, List<Message> output)
    {
        switch (name)
        {
            case "gen_ai.system.message":
                input.AddRange(Said(fields, "system"));
                break;
            case "gen_ai.user.message":
                input.AddRange(Said(fields, "user"));
                break;
            case "gen_ai.assistant.message":
                input.AddRange(Said(fields, "assistant"));
                break;
            case "gen_ai.tool.message":
                input.AddRange(Said(fields, "tool"));
                break;
            case "gen_ai.choice":
                output.AddRange(Answered(fields));
                break;
            case "gen_ai.content.prompt":
                input.AddRange(MessageJson.Read(JsonText.Unwrap(fields.Any("gen_ai.prompt")), "user"));
                break;
            case "gen_ai.content.completion":
                output.AddRange(MessageJson.Read(JsonText.Unwrap(fields.Any("gen_ai.completion")), "assistant"));
                break;
            case Details:
                AddDetails(fields, input, output);
                break;
        }
    }

    private static void AddDetails(JsonObject fields, List<Message> input, List<Message> output)
    {
        var system = MessageJson.Read(JsonText.Unwrap(fields.Any("gen_ai.system_instructions")), "system");
        input.AddRange(system);
        input.AddRange(MessageJson.Read(JsonText.Unwrap(fields.Any("gen_ai.input.messages")), "user"));
        // Streaming reports the same answer more than once, at first without parts.
        output.AddRange(
            MessageJson
                .Read(JsonText.Unwrap(fields.Any("gen_ai.output.messages")), "assistant")
                .Where(static message => message.Parts.Count > 0)
        );
    }

    private static IReadOnlyList<Message> Said(JsonObject fields, string role)
    {
        var message = (JsonObject)fields.DeepClone();
        message["role"] = role;
        return MessageJson.Read(message, role);
    }

    private static IReadOnlyList<Message> Answered(JsonObject fields)
    {
        var reason = fields.Any("finish_reason").AsText();
        var message = fields.Any("message") is JsonObject inner
            ? (JsonObject)inner.DeepClone()
            : new JsonObject { ["content"] = fields.Any("message", "content")?.DeepClone() };
        message["role"] ??= "assistant";
        if (fields.Any("tool_calls") is { } calls && message["tool_calls"] is null)
        {
            message["tool_calls"] = calls.DeepClone();
        }

        if (reason is not null)
        {
            message["finish_reason"] = reason;
        }

        return MessageJson.Read(message, "assistant");
    }
}
