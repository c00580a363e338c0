using System.Text.Json.Nodes;
using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>Parts of a message as JSON: see <see cref="MessageJson"/>.</summary>
internal static class PartJson
{
    private static readonly string[] CallMembers =
    [
        "functionCall",
        "function_call",
        "toolRequest",
        "toolUse",
        "tool_call",
    ];
    private static readonly string[] ResultMembers =
    [
        "functionResponse",
        "function_response",
        "toolResponse",
        "toolResult",
    ];

    public static IReadOnlyList<MessagePart> ReadAll(JsonNode? content)
    {
        // Some clients put the list of parts into a text.
        if (content.AsText() is { } text)
        {
            var inner = text.StartsWith("[{", StringComparison.Ordinal) ? JsonText.Parse(text) : null;
            return inner is JsonArray array && array.All(IsPartNode) ? ReadAll(array) : [new MessagePart("text", text)];
        }

        return content switch
        {
            JsonArray list => [.. list.Select(Read).OfType<MessagePart>()],
            JsonObject map => Read(map) is { } part ? [part] : [],
            _ => [],
        };
    }

    public static bool IsPart(JsonObject map) =>
        map.Any(CallMembers) is not null
        || map.Any(ResultMembers) is not null
        || map.Any("json", "media") is not null
        || (map.Any("text") is JsonValue && map.Any("message", "generationInfo") is null)
        || (map.Any("type").AsText() is { } type && TypeOf(type) != "other");

    public static MessagePart? Read(JsonNode? node)
    {
        if (node is not JsonObject map)
        {
            return node.AsText() is { } plain ? new MessagePart("text", plain) : null;
        }

        if (map.Any("message_content") is JsonObject flattened && map.Any("tool_call") is null)
        {
            return Read(flattened);
        }

        if (map.Any(CallMembers) is JsonObject call)
        {
            return ReadCall(call);
        }

        if (map.Any(ResultMembers) is JsonObject result)
        {
            return ReadResult(result);
        }

        return ReadTyped(map);
    }

    /// <summary>A request for a tool, as a part or as an item of a list of calls.</summary>
    public static MessagePart? ReadCall(JsonNode? node)
    {
        var call = node.Any("tool_call") ?? node;
        var function = call.Any("function") is JsonObject inner ? inner : call;
        var id = call.Any("call_id", "toolCallId", "tool_call_id", "toolUseId", "id", "ref").AsText();
        var name = function.Any("name", "toolName", "tool_name").AsText() ?? call.Any("name").AsText();
        var arguments =
            function.Any("arguments", "args", "input", "argsText") ?? call.Any("arguments", "args", "input");
        return id is null && name is null && arguments is null
            ? null
            : new MessagePart("tool_call", null, id, name, Arguments(arguments));
    }

    /// <summary>A request whose arguments are text that is not JSON. No text at all means no arguments.</summary>
    public static bool IsMalformedCall(MessagePart part) =>
        part.Type == "tool_call" && !string.IsNullOrWhiteSpace((part.Value as JsonValue).AsText());

    // Some clients encode text twice, or wrap what they could not parse as {"raw": "…"}.
    private static JsonNode? Arguments(JsonNode? arguments)
    {
        var value = JsonText.Unwrap(arguments);
        if (value is JsonValue && JsonText.Parse(value.AsText()) is JsonValue inner)
        {
            value = JsonText.Unwrap(inner);
        }

        return value is JsonObject { Count: 1 } only && only.Any("raw").AsText() is ['{' or '[', ..] raw
            ? JsonText.ParseOrText(raw)
            : value;
    }

    private static MessagePart? ReadTyped(JsonObject map)
    {
        var type = map.Any("type").AsText();
        return TypeOf(type ?? "text") switch
        {
            "tool_call" => ReadCall(map),
            "tool_result" => ReadResult(map),
            "reasoning" => new MessagePart("reasoning", TextOf(map)),
            "text" when TextOf(map) is { } text => new MessagePart("text", text),
            "text" when map.Any("json") is { } json => new MessagePart("json", Value: json.DeepClone()),
            "text" => null,
            _ => new MessagePart(type!, TextOf(map), Value: map.DeepClone()),
        };
    }

    private static MessagePart ReadResult(JsonNode result) =>
        new(
            "tool_result",
            null,
            result.Any("tool_use_id", "call_id", "toolCallId", "toolUseId", "tool_call_id", "id", "ref").AsText(),
            result.Any("name", "toolName", "tool_name").AsText(),
            Simplified(JsonText.Unwrap(result.Any("response", "result", "output", "content")))
        );

    /// <summary>A result wrapped as <c>[{"json": …}]</c>, <c>[{"text": …}]</c> or <c>{"type","value"}</c>, unwrapped.</summary>
    public static JsonNode? Simplified(JsonNode? value)
    {
        if (value is JsonArray { Count: 1 } list && list[0] is JsonObject only && only.Count <= 2)
        {
            return only.Any("json")?.DeepClone()
                ?? (only.Any("text").AsText() is { } text ? JsonText.ParseOrText(text) : value);
        }

        return value is JsonObject { Count: 2 } pair && pair.Any("type").AsText() is "json" or "text"
            ? pair.Any("value")?.DeepClone() ?? value
            : value;
    }

    private static bool IsPartNode(JsonNode? node) => node is JsonObject map && IsPart(map);

    private static string? TextOf(JsonObject map) =>
        map.Any("text", "content", "thinking", "reasoning", "refusal").AsText()
        ?? (map.Any("summary").AsItems().FirstOrDefault()?.Any("text")).AsText();

    private static string TypeOf(string type) =>
        type switch
        {
            "text" or "input_text" or "output_text" or "refusal" => "text",
            "reasoning" or "thinking" or "thought" => "reasoning",
            "tool_call" or "tool-call" or "tool_use" or "toolUse" or "function_call" or "function" => "tool_call",
            "tool_call_response" or "tool-result" or "tool_result" or "toolResult" or "function_call_output" =>
                "tool_result",
            _ => "other",
        };
}
