using ControlPlane.Samples.Fleet.Acting;

namespace ControlPlane.Samples.Fleet.Wire;

/// <summary>What the agent's code would have printed.</summary>
internal static class Tracebacks
{
    public static string Of(Step step, Fault fault) =>
        step.Kind == StepKind.Tool
            ? $"""
                Traceback (most recent call last):
                  File "/app/agent/loop.py", line 118, in run_tool
                    result = await tool.call(arguments)
                  File "/app/agent/tools/{step.Name.Split('.')[0]}.py", line 64, in call
                    response.raise_for_status()
                {fault.Type}: {fault.Message}
                """
            : $"""
                Traceback (most recent call last):
                  File "/app/agent/loop.py", line 73, in next_turn
                    answer = await self.client.complete(messages, tools=self.tools)
                  File "/app/agent/client.py", line 41, in complete
                    raise error_of(response)
                {fault.Type}: {fault.Message}
                """;
}
