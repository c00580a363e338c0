using System.Text.Json.Nodes;
using ControlPlane.Samples.Fleet.Acting;

namespace ControlPlane.Samples.Fleet.Wire;

/// <summary>OpenTelemetry's GenAI conventions: <c>invoke_agent</c>, <c>chat</c>, <c>execute_tool</c>.</summary>
internal static class GenAi
{
    /// <returns>The span's name.</returns>
    public static string Describe(PlannedRun run, Step step, Attributes a)
    {
        a.Add("gen_ai.conversation.id", run.Session).Add("user.id", run.User);
        switch (step.Kind)
        {
            case StepKind.Task:
                return step.Name;
            case StepKind.Agent:
                a.Add("gen_ai.operation.name", "invoke_agent")
                    .Add("gen_ai.agent.name", step.Name)
                    .Add("gen_ai.input.messages", Messages([new Turn("user", step.Asked)]))
                    .Add("gen_ai.output.messages", Messages([new Turn("assistant", step.Answered)]));
                return "invoke_agent " + step.Name;
            case StepKind.Tool:
                var tool = step.Tool!;
                a.Add("gen_ai.operation.name", "execute_tool")
                    .Add("gen_ai.tool.name", tool.Name)
                    .Add("gen_ai.tool.type", "function")
                    .Add("gen_ai.tool.call.id", tool.Id)
                    .Add("controlplane.attempt", (long)tool.Attempt)
                    .Add("gen_ai.tool.call.arguments", tool.Arguments)
                    .Add("gen_ai.tool.call.result", step.Fault is null ? tool.Result : null);
                return "execute_tool " + tool.Name;
            default:
                Describe(step.Call!, a);
                return "chat " + step.Call!.Model.Name;
        }
    }

    private static void Describe(ModelCall call, Attributes a)
    {
        a.Add("gen_ai.operation.name", "chat")
            .Add("gen_ai.provider.name", call.Model.Provider == "google" ? "gcp.gemini" : call.Model.Provider)
            .Add("gen_ai.request.model", call.Model.Name)
            .Add("gen_ai.request.max_tokens", 8_192L)
            .Add("controlplane.attempt", (long)call.Attempt)
            .Add("gen_ai.system_instructions", new JsonArray(Text(call.System)))
            .Add("gen_ai.input.messages", Messages(call.Input))
            .Add("gen_ai.tool.definitions", call.Tools.Count == 0 ? null : Definitions(call.Tools));
        if (call is not { Output: { } output, Tokens: { } tokens })
        {
            return;
        }

        a.Add("gen_ai.response.model", call.Model.Served)
            .Add("gen_ai.response.id", call.ResponseId)
            .Add("gen_ai.response.finish_reasons", [output.Request is null ? "stop" : "tool_calls"])
            .Add("gen_ai.response.time_to_first_chunk", call.FirstToken?.TotalSeconds)
            .Add("gen_ai.usage.input_tokens", tokens.Input)
            .Add("gen_ai.usage.output_tokens", tokens.Output)
            .Add("gen_ai.usage.cache_read.input_tokens", Some(tokens.Cached))
            .Add("gen_ai.usage.cache_write.input_tokens", Some(tokens.Written))
            .Add("gen_ai.usage.reasoning.output_tokens", Some(tokens.Reasoning))
            .Add("gen_ai.output.messages", Messages([output]));
    }

    public static JsonArray Definitions(IReadOnlyList<ToolSpec> tools) => [.. tools.Select(Definition)];

    /// <summary>A tool as OpenAI's function format describes it.</summary>
    public static JsonObject Definition(ToolSpec tool) =>
        new()
        {
            ["type"] = "function",
            ["name"] = tool.Name,
            ["description"] = tool.Description,
            ["parameters"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject(
                    tool.Fields.Select(static field =>
                        KeyValuePair.Create(field, (JsonNode?)new JsonObject { ["type"] = "string" })
                    )
                ),
                ["required"] = new JsonArray([.. tool.Fields.Select(static field => (JsonNode)field)]),
            },
        };

    public static long? Some(long count) => count == 0 ? null : count;

    private static JsonArray Messages(IEnumerable<Turn> turns) =>
        [.. turns.Select(static turn => new JsonObject { ["role"] = turn.Role, ["parts"] = Parts(turn) })];

    private static JsonArray Parts(Turn turn)
    {
        var parts = new JsonArray();
        if (turn.Text is { } text)
        {
            parts.Add(Text(text));
        }

        if (turn.Request is { } request)
        {
            parts.Add(
                new JsonObject
                {
                    ["type"] = "tool_call",
                    ["id"] = request.Id,
                    ["name"] = request.Name,
                    ["arguments"] = request.Arguments.DeepClone(),
                }
            );
        }

        if (turn.Response is { } response)
        {
            parts.Add(
                new JsonObject
                {
                    ["type"] = "tool_call_response",
                    ["id"] = response.Id,
                    ["response"] = response.Result?.DeepClone(),
                }
            );
        }

        return parts;
    }

    private static JsonObject Text(string text) => new() { ["type"] = "text", ["content"] = text };
}
