using System.Text.Json.Nodes;
using ControlPlane.Samples.Fleet.Acting;

namespace ControlPlane.Samples.Fleet.Wire;

/// <summary>The AI SDK as its version 5 reports itself: each attempt of a model call is a span of its own.</summary>
internal static class VercelAi
{
    public static string Describe(PlannedRun run, Step step, Attributes a)
    {
        a.Add("ai.telemetry.metadata.sessionId", run.Session).Add("ai.telemetry.metadata.userId", run.User);
        switch (step.Kind)
        {
            case StepKind.Task:
                return step.Name;
            case StepKind.Agent:
                a.Add("ai.operationId", "ai.generateText")
                    .Add("operation.name", "ai.generateText " + step.Name)
                    .Add("ai.telemetry.functionId", step.Name)
                    .Add("ai.prompt", new JsonObject { ["prompt"] = step.Asked })
                    .Add("ai.response.text", step.Answered);
                return "ai.generateText";
            case StepKind.Tool:
                var tool = step.Tool!;
                a.Add("ai.operationId", "ai.toolCall")
                    .Add("ai.toolCall.name", tool.Name)
                    .Add("ai.toolCall.id", tool.Id)
                    .Add("controlplane.attempt", (long)tool.Attempt)
                    .Add("ai.toolCall.args", tool.Arguments)
                    .Add("ai.toolCall.result", step.Fault is null ? tool.Result : null);
                return "ai.toolCall";
            default:
                Describe(step, step.Call!, a);
                return "ai.generateText.doGenerate";
        }
    }

    private static void Describe(Step step, ModelCall call, Attributes a)
    {
        var provider = call.Model.Provider == "google" ? "google.generative-ai" : call.Model.Provider + ".chat";
        a.Add("ai.operationId", "ai.generateText.doGenerate")
            .Add("ai.model.provider", provider)
            .Add("ai.model.id", call.Model.Name)
            .Add("gen_ai.system", provider)
            .Add("gen_ai.request.model", call.Model.Name)
            .Add("ai.settings.maxOutputTokens", 4_096L)
            .Add("ai.prompt.messages", Messages(call))
            .Add("ai.prompt.tools", call.Tools.Select(static tool => GenAi.Definition(tool).ToJsonString()));
        if (call is not { Output: { } output, Tokens: { } tokens })
        {
            return;
        }

        a.Add("ai.response.model", call.Model.Served)
            .Add("ai.response.id", call.ResponseId)
            .Add("ai.response.finishReason", output.Request is null ? "stop" : "tool-calls")
            .Add("ai.response.msToFirstChunk", call.FirstToken?.TotalMilliseconds)
            .Add("ai.response.msToFinish", (step.End - step.Start).TotalMilliseconds)
            .Add("ai.response.text", output.Text ?? (output.Request is null ? "" : null))
            .Add("ai.response.toolCalls", output.Request is { } use ? new JsonArray(Request(use)) : null)
            .Add("ai.usage.inputTokens", tokens.Input)
            .Add("ai.usage.outputTokens", tokens.Output)
            .Add("ai.usage.cachedInputTokens", GenAi.Some(tokens.Cached))
            .Add("ai.usage.reasoningTokens", GenAi.Some(tokens.Reasoning));
    }

    private static JsonArray Messages(ModelCall call) =>
        [
            new JsonObject { ["role"] = "system", ["content"] = call.System },
            .. call.Input.Select(static turn => new JsonObject { ["role"] = turn.Role, ["content"] = Content(turn) }),
        ];

    private static JsonNode? Content(Turn turn)
    {
        if (turn.Response is { } response)
        {
            return new JsonArray(
                new JsonObject
                {
                    ["type"] = "tool-result",
                    ["toolCallId"] = response.Id,
                    ["toolName"] = response.Name,
                    ["output"] = new JsonObject { ["type"] = "json", ["value"] = response.Result?.DeepClone() },
                }
            );
        }

        var text = turn.Text is null ? null : new JsonObject { ["type"] = "text", ["text"] = turn.Text };
        var use = turn.Request is { } request ? Request(request) : null;
        return new JsonArray([.. new[] { text, use }.OfType<JsonNode>()]);
    }

    private static JsonObject Request(ToolUse use) =>
        new()
        {
            ["type"] = "tool-call",
            ["toolCallId"] = use.Id,
            ["toolName"] = use.Name,
            ["input"] = use.Arguments.DeepClone(),
        };
}
