using System.Text.Json.Nodes;
using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>Content from the attributes of the GenAI conventions, else from events, else from log records.</summary>
internal static class GenAiContent
{
    public static StepContent Read(TelemetrySpan span, IReadOnlyList<TelemetryLog> logs)
    {
        var a = span.Attributes;
        var system = MessageJson.Read(Structure(a, "gen_ai.system_instructions"), "system");
        var input = InputOf(a);
        var output = OutputOfAttributes(a);
        if (input is null || output is null)
        {
            var records = GenAiRecords.Read(span, logs);
            input ??= records.Input;
            output ??= records.Output;
        }

        return new StepContent
        {
            Input = Conversations.WithSystem(system, input),
            Output = output,
            ToolDefinitions = Definitions(a),
            Arguments = Structure(a, "gen_ai.tool.call.arguments"),
            Result = PartJson.Simplified(Structure(a, "gen_ai.tool.call.result")),
            Traceback = ErrorFacts.Traceback(span),
            OutputText = IsCut(a, "gen_ai.output.messages") ? null : Conversations.TextOf(output),
        };
    }

    /// <summary>The answer as the span itself holds it; null if it holds none.</summary>
    public static IReadOnlyList<Message>? OutputOf(TelemetrySpan span)
    {
        if (OutputOfAttributes(span.Attributes) is { } output)
        {
            return output;
        }

        var told = GenAiRecords.Read(span, []).Output;
        return told.Count > 0 ? told : null;
    }

    /// <summary>An attribute as JSON where it is JSON, else as text.</summary>
    public static JsonNode? Structure(AttributeBag a, string key) =>
        a[key] is string text ? JsonText.ParseOrText(text) : AttributeBag.ToJson(a[key]);

    // A client's length limit cuts JSON in the middle: worth showing, but no final text.
    private static bool IsCut(AttributeBag a, string key) =>
        a[key] is string text && text.AsSpan().TrimStart() is ['[' or '{', ..] && a.Json(key) is null;

    private static IReadOnlyList<Message>? InputOf(AttributeBag a) =>
        Structure(a, "gen_ai.input.messages") is { } messages ? MessageJson.Read(messages, "user")
        : Structure(a, "gen_ai.prompt") is { } prompt ? MessageJson.Read(prompt, "user")
        : Flattened.Read(a, "gen_ai.prompt") is { } flat ? MessageJson.Read(flat, "user")
        : null;

    private static IReadOnlyList<Message>? OutputOfAttributes(AttributeBag a) =>
        Structure(a, "gen_ai.output.messages") is { } messages ? MessageJson.Read(messages, "assistant")
        : Structure(a, "gen_ai.completion") is { } completion ? MessageJson.Read(completion, "assistant")
        : Flattened.Read(a, "gen_ai.completion") is { } flat ? MessageJson.Read(flat, "assistant")
        : null;

    private static JsonNode? Definitions(AttributeBag a) =>
        Structure(a, "gen_ai.tool.definitions") ?? Flattened.Read(a, "llm.request.functions");
}
