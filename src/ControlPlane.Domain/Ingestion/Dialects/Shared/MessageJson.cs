using System.Text.Json.Nodes;
using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>
/// Conversations as JSON, in the shapes of OpenAI (chat and responses), Anthropic, Gemini, Bedrock, the AI SDK, Genkit,
/// LangChain and the GenAI conventions. They differ in names, hardly in structure, so one tolerant reader does for
/// all.
/// </summary>
internal static class MessageJson
{
    private const int MaxDepth = 8;

    public static IReadOnlyList<Message> Read(JsonNode? node, string defaultRole)
    {
        var messages = new List<Message>();
        Collect(node, defaultRole, messages, 0);
        return messages;
    }

    private static void Collect(JsonNode? node, string role, List<Message> into, int depth)
    {
        switch (node)
        {
            case null:
                break;
            case JsonArray list when depth < MaxDepth && IsParts(list):
                Add(into, new Message(role, PartJson.ReadAll(list)));
                break;
            case JsonArray list when depth < MaxDepth:
                foreach (var item in list)
                {
                    Collect(item, role, into, depth + 1);
                }

                break;
            case JsonObject map when depth < MaxDepth:
                CollectObject(map, role, into, depth + 1);
                break;
            default:
                if (node.AsText() is { } text)
                {
                    into.Add(new Message(role, [new MessagePart("text", text)]));
                }

                break;
        }
    }

    private static void CollectObject(JsonObject map, string role, List<Message> into, int depth)
    {
        if (map.Any("kwargs") is JsonObject kwargs && map.Any("lc") is not null)
        {
            Add(into, One(kwargs, LangChainRole(map) ?? role));
        }
        else if (Wrapped(map) is { } inner)
        {
            CollectWrapped(map, inner, role, into, depth);
        }
        else if (
            map.Any("content", "parts", "contents", "tool_calls", "toolCalls", "text") is not null
            || map.ContainsKey("role")
        )
        {
            Add(into, One(map, role));
        }
        else if (PartJson.Read(map) is { } part)
        {
            Add(into, new Message(part.Type == "tool_result" ? "tool" : role, [part], FinishReasonOf(map)));
        }
    }

    private static void CollectWrapped(JsonObject map, JsonNode inner, string role, List<Message> into, int depth)
    {
        // A response may echo the instructions of its request: they are no part of the answer.
        if (
            role != "assistant"
            && map.Any("systemInstruction", "system_instruction", "system", "instructions") is { } system
        )
        {
            Collect(system, "system", into, depth);
        }

        if (map.At("config", "systemInstruction") is { } configured)
        {
            Collect(configured, "system", into, depth);
        }

        var first = into.Count;
        Collect(inner, role, into, depth);
        if (FinishReasonOf(map) is { } reason && into.Count > first)
        {
            into[^1] = into[^1] with { FinishReason = reason };
        }
    }

    // A request, a response, or one choice of a response.
    private static JsonNode? Wrapped(JsonObject map) =>
        map.Any("messages", "choices", "generations", "message", "candidates") switch
        {
            JsonArray or JsonObject => map.Any("messages", "choices", "generations", "message", "candidates"),
            _ => WrappedContent(map),
        };

    private static JsonNode? WrappedContent(JsonObject map)
    {
        if (map.ContainsKey("role"))
        {
            return null;
        }

        return map.Any("contents", "output") as JsonArray
            ?? map.Any("prompt", "input") as JsonNode
            ?? map.Any("content") as JsonObject;
    }

    private static Message One(JsonObject map, string defaultRole)
    {
        var role = Role(map.Any("role").AsText() ?? RoleOfType(map.Any("type").AsText()) ?? defaultRole);
        var parts = new List<MessagePart>();
        foreach (var source in (ReadOnlySpan<string>)["parts", "contents", "content", "text"])
        {
            if (parts.Count == 0)
            {
                parts.AddRange(PartJson.ReadAll(map.Any(source)));
            }
        }

        AddReasoning(map, parts);
        AddToolCalls(map, parts);
        if (role == "tool" && !parts.Any(static part => part.Type is "tool_result" or "tool_call"))
        {
            parts = [ToolResult(map, parts)];
        }

        return new Message(role, parts, FinishReasonOf(map));
    }

    private static void AddReasoning(JsonObject map, List<MessagePart> parts)
    {
        if (map.Any("reasoning_content", "reasoning").AsText() is { } text)
        {
            parts.Insert(0, new MessagePart("reasoning", text));
        }
    }

    private static void AddToolCalls(JsonObject map, List<MessagePart> parts)
    {
        var calls = map.Any("tool_calls", "toolCalls") as JsonArray;
        if (calls is not { Count: > 0 })
        {
            calls = map.At("additional_kwargs", "tool_calls") as JsonArray;
        }

        foreach (var call in calls.AsItems().Concat(map.Any("invalid_tool_calls").AsItems()))
        {
            if (PartJson.ReadCall(call) is { } part && !parts.Any(known => IsSameCall(known, part)))
            {
                parts.Add(part);
            }
        }
    }

    // The same call is often told twice, as a part and in the list of calls.
    private static bool IsSameCall(MessagePart known, MessagePart part) =>
        known.Type == "tool_call"
        && (
            part.ToolCallId is not null
                ? known.ToolCallId == part.ToolCallId
                : known.ToolName == part.ToolName && JsonNode.DeepEquals(known.Value, part.Value)
        );

    private static MessagePart ToolResult(JsonObject map, List<MessagePart> parts)
    {
        var text = string.Join('\n', parts.Select(static part => part.Text).OfType<string>());
        var value = text.Length > 0 ? JsonText.ParseOrText(text) : parts.FirstOrDefault()?.Value?.DeepClone();
        return new MessagePart(
            "tool_result",
            null,
            map.Any("tool_call_id", "toolCallId", "id").AsText(),
            map.Any("name").AsText(),
            value
        );
    }

    private static string? FinishReasonOf(JsonObject map) =>
        map.Any("finish_reason", "finishReason", "stop_reason", "stopReason").AsText() is { } reason
            ? FinishReasons.Fold(reason)
            : null;

    private static bool IsParts(JsonArray list) =>
        list.Count > 0
        && list.All(static item => item is JsonObject map && !map.ContainsKey("role") && PartJson.IsPart(map));

    private static string? LangChainRole(JsonObject map) =>
        map.Any("id").AsItems().LastOrDefault().AsText() switch
        {
            "SystemMessage" => "system",
            "HumanMessage" => "user",
            "AIMessage" or "AIMessageChunk" => "assistant",
            "ToolMessage" => "tool",
            _ => null,
        };

    private static string? RoleOfType(string? type) =>
        type is "human" or "ai" or "system" or "tool" or "function" ? type : null;

    private static string Role(string role) =>
        role.ToLowerInvariant() switch
        {
            "model" or "ai" => "assistant",
            "human" => "user",
            "developer" => "system",
            "function" => "tool",
            var other => other,
        };

    private static void Add(List<Message> into, Message message)
    {
        if (message.Parts.Count > 0 || message.FinishReason is not null)
        {
            into.Add(message);
        }
    }
}
