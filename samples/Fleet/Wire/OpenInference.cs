using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Samples.Fleet.Acting;

namespace ControlPlane.Samples.Fleet.Wire;

/// <summary>OpenInference: kinds of its own, messages spelled out in the keys.</summary>
internal static class OpenInference
{
    public static string Describe(PlannedRun run, Step step, Attributes a)
    {
        a.Add("session.id", run.Session).Add("user.id", run.User);
        switch (step.Kind)
        {
            case StepKind.Task:
                a.Add("openinference.span.kind", "CHAIN")
                    .Add("agent.name", run.Agent.Slug)
                    .Add("input.value", step.Asked)
                    .Add("output.value", step.Answered);
                return step.Name;
            case StepKind.Agent:
                a.Add("openinference.span.kind", "AGENT")
                    .Add("agent.name", step.Name)
                    .Add("input.value", step.Asked)
                    .Add("output.value", step.Answered);
                return step.Name;
            case StepKind.Tool:
                var tool = step.Tool!;
                a.Add("openinference.span.kind", "TOOL")
                    .Add("tool.name", tool.Name)
                    .Add("tool_call.id", tool.Id)
                    .Add("controlplane.attempt", (long)tool.Attempt)
                    .Add("input.value", tool.Arguments)
                    .Add("input.mime_type", "application/json")
                    .Add("output.value", step.Fault is null ? tool.Result : null)
                    .Add("output.mime_type", "application/json");
                return tool.Name;
            default:
                Describe(step.Call!, a);
                return step.Call!.Model.Provider == "openai" ? "ChatCompletion" : "Messages";
        }
    }

    private static void Describe(ModelCall call, Attributes a)
    {
        a.Add("openinference.span.kind", "LLM")
            .Add("llm.provider", call.Model.Provider)
            .Add("llm.model_name", call.Output is null ? call.Model.Name : call.Model.Served)
            .Add(
                "llm.invocation_parameters",
                new JsonObject { ["model"] = call.Model.Name, ["max_completion_tokens"] = 4_096 }
            );
        Write(a, "llm.input_messages", [new Turn("system", call.System), .. call.Input]);
        for (var i = 0; i < call.Tools.Count; i++)
        {
            a.Add(
                string.Create(CultureInfo.InvariantCulture, $"llm.tools.{i}.tool.json_schema"),
                GenAi.Definition(call.Tools[i])
            );
        }

        if (call is not { Output: { } output, Tokens: { } tokens })
        {
            return;
        }

        Write(a, "llm.output_messages", [output]);
        a.Add("llm.finish_reason", output.Request is null ? "stop" : "tool_calls")
            .Add("llm.token_count.prompt", tokens.Input)
            .Add("llm.token_count.completion", tokens.Output)
            .Add("llm.token_count.total", tokens.Input + tokens.Output)
            .Add("llm.token_count.prompt_details.cache_read", GenAi.Some(tokens.Cached))
            .Add("llm.token_count.prompt_details.cache_write", GenAi.Some(tokens.Written))
            .Add("llm.token_count.completion_details.reasoning", GenAi.Some(tokens.Reasoning));
    }

    private static void Write(Attributes a, string prefix, Turn[] turns)
    {
        for (var i = 0; i < turns.Length; i++)
        {
            var turn = turns[i];
            var message = string.Create(CultureInfo.InvariantCulture, $"{prefix}.{i}.message.");
            a.Add(message + "role", turn.Role)
                .Add(message + "content", turn.Text ?? turn.Response?.Result?.ToJsonString());
            a.Add(message + "tool_call_id", turn.Response?.Id);
            if (turn.Request is { } use)
            {
                var call = message + "tool_calls.0.tool_call.";
                a.Add(call + "id", use.Id)
                    .Add(call + "function.name", use.Name)
                    .Add(call + "function.arguments", use.Arguments);
            }
        }
    }
}
