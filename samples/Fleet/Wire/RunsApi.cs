using System.Text.Json.Nodes;
using ControlPlane.Samples.Fleet.Acting;

namespace ControlPlane.Samples.Fleet.Wire;

/// <summary>The bodies of the runs API.</summary>
internal static class RunsApi
{
    public static JsonObject Start(PlannedRun run) =>
        new()
        {
            ["agent"] = run.Agent.Slug,
            ["version"] = run.Version,
            ["task"] = run.Task,
            ["input"] = run.Root.Asked,
            ["sessionId"] = run.Session,
            ["userId"] = run.User,
            ["environment"] = run.Environment,
            ["traceId"] = run.Agent.StepsByApi ? null : run.TraceId,
        };

    public static JsonObject Complete(PlannedRun run) =>
        new()
        {
            ["status"] = run.Failure is null ? "succeeded" : "failed",
            ["output"] = run.Root.Answered,
            ["error"] = run.Failure,
        };

    public static JsonObject Steps(PlannedRun run, Step step, DateTimeOffset startedAt, double speed)
    {
        var body = new JsonObject
        {
            ["id"] = step.Id,
            ["parentId"] = step.ParentId == run.Root.Id ? null : step.ParentId,
            ["kind"] = KindOf(step.Kind),
            ["name"] = step.Name,
            ["startedAt"] = startedAt + step.Start / speed,
            ["endedAt"] = startedAt + step.End / speed,
            ["status"] = step.Fault is null ? "ok" : "error",
            ["httpStatus"] = step.Fault?.HttpStatus,
            ["error"] = step.Fault is { } fault ? Error(step, fault) : null,
            ["attributes"] = new JsonObject { ["controlplane.demo"] = true },
        };
        Add(body, step);
        return new JsonObject { ["steps"] = new JsonArray(body) };
    }

    private static void Add(JsonObject body, Step step)
    {
        if (step.Tool is { } tool)
        {
            body["tool"] = tool.Name;
            body["toolCallId"] = tool.Id;
            body["arguments"] = tool.Arguments.DeepClone();
            body["result"] = step.Fault is null ? tool.Result?.DeepClone() : null;
            body["attempt"] = tool.Attempt;
        }
        else if (step.Choice is { } choice)
        {
            body["action"] = choice.Action;
            body["reasoning"] = choice.Reasoning;
            body["confidence"] = Math.Round(choice.Confidence, 2);
        }
        else if (step.Call is { } call)
        {
            Add(body, call);
        }
        else
        {
            body["input"] = step.Asked;
            body["output"] = step.Answered;
        }
    }

    private static void Add(JsonObject body, ModelCall call)
    {
        body["provider"] = call.Model.Provider;
        body["model"] = call.Model.Name;
        body["attempt"] = call.Attempt;
        body["input"] = new JsonArray([Message(new Turn("system", call.System)), .. call.Input.Select(Message)]);
        if (call is { Output: { } output, Tokens: { } tokens })
        {
            body["responseModel"] = call.Model.Served;
            body["responseId"] = call.ResponseId;
            body["output"] = Message(output);
            body["finishReasons"] = new JsonArray(output.Request is null ? "stop" : "tool_call");
            body["timeToFirstTokenMs"] = call.FirstToken?.TotalMilliseconds;
            body["tokens"] = new JsonObject
            {
                ["input"] = tokens.Input,
                ["output"] = tokens.Output,
                ["cachedInput"] = tokens.Cached,
                ["cacheWrite"] = tokens.Written,
                ["reasoning"] = tokens.Reasoning,
            };
        }
    }

    private static JsonObject Message(Turn turn)
    {
        var message = new JsonObject
        {
            ["role"] = turn.Role,
            ["content"] = turn.Text ?? turn.Response?.Result?.ToJsonString(),
        };
        if (turn.Response is { } response)
        {
            message["tool_call_id"] = response.Id;
        }

        if (turn.Request is { } use)
        {
            message["tool_calls"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = use.Id,
                    ["type"] = "function",
                    ["function"] = new JsonObject { ["name"] = use.Name, ["arguments"] = use.Arguments.ToJsonString() },
                }
            );
        }

        return message;
    }

    private static JsonObject Error(Step step, Fault fault) =>
        new()
        {
            ["type"] =
                fault.HttpStatus is 401 or 403 ? "auth"
                : fault.HttpStatus == 429 ? "rate_limit"
                : "api_error",
            ["message"] = fault.Message,
            ["traceback"] = Tracebacks.Of(step, fault),
            ["class"] = fault.Retryable ? "retryable" : "terminal",
            ["severity"] = fault.Retryable ? "warning" : "critical",
            ["recovery"] = fault.Retryable ? "retried after a pause" : "reported to the user, nothing was changed",
        };

    private static string KindOf(StepKind kind) =>
        kind switch
        {
            StepKind.Model => "llm",
            StepKind.Tool => "tool",
            StepKind.Decision => "decision",
            _ => "other",
        };
}
