using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Samples.Fleet.Acting;

namespace ControlPlane.Samples.Fleet.Wire;

/// <summary>Writes steps as OTLP/HTTP's JSON, in the dialect of their agent.</summary>
internal static class Otlp
{
    private const int Internal = 1;
    private const int Client = 3;
    private const int Failed = 2;

    /// <summary>A request with these steps of one run.</summary>
    /// <param name="startedAt">When the run started.</param>
    /// <param name="speed">How many times faster than planned it happens.</param>
    public static JsonObject Request(
        IEnumerable<(PlannedRun Run, DateTimeOffset StartedAt, IEnumerable<Step> Steps)> runs,
        double speed
    ) =>
        new()
        {
            ["resourceSpans"] = new JsonArray([
                .. runs.Select(run => Resource(run.Run, run.StartedAt, run.Steps, speed)),
            ]),
        };

    /// <summary>The root when it starts, as span processors report it that want to see runs while they happen.</summary>
    public static JsonObject Opening(PlannedRun run, DateTimeOffset startedAt)
    {
        var request = Request([(run, startedAt, [run.Root])], speed: 1);
        var span = request["resourceSpans"]![0]!["scopeSpans"]![0]!["spans"]![0]!.AsObject();
        span.Remove("endTimeUnixNano");
        span.Remove("status");
        return request;
    }

    private static JsonObject Resource(
        PlannedRun run,
        DateTimeOffset startedAt,
        IEnumerable<Step> steps,
        double speed
    ) =>
        new()
        {
            ["resource"] = new JsonObject
            {
                ["attributes"] = new Attributes()
                    .Add("service.name", run.Agent.Slug)
                    .Add("service.version", run.Version)
                    .Add("service.namespace", "nordlicht")
                    .Add("deployment.environment.name", run.Environment)
                    .Add("telemetry.sdk.name", "opentelemetry")
                    .Add("controlplane.demo", true)
                    .Json,
            },
            ["scopeSpans"] = new JsonArray(
                new JsonObject
                {
                    ["scope"] = new JsonObject { ["name"] = run.Agent.Framework },
                    ["spans"] = new JsonArray([.. steps.Select(step => Span(run, step, startedAt, speed))]),
                }
            ),
        };

    private static JsonObject Span(PlannedRun run, Step step, DateTimeOffset startedAt, double speed)
    {
        var attributes = new Attributes()
            .Add("controlplane.version", run.Version)
            .Add("error.type", step.Fault?.Type)
            .Add("http.response.status_code", step.Fault?.HttpStatus);
        return new JsonObject
        {
            ["traceId"] = run.TraceId,
            ["spanId"] = step.Id,
            ["parentSpanId"] = step.ParentId ?? "",
            ["name"] = Describe(run, step, attributes),
            ["kind"] = step.Kind == StepKind.Model ? Client : Internal,
            ["startTimeUnixNano"] = Nanos(startedAt + step.Start / speed),
            ["endTimeUnixNano"] = Nanos(startedAt + step.End / speed),
            ["attributes"] = attributes.Json,
            ["events"] = Events(step, startedAt + step.End / speed),
            ["status"] = step.Fault is null
                ? new JsonObject()
                : new JsonObject { ["code"] = Failed, ["message"] = step.Fault.Message },
        };
    }

    private static string Describe(PlannedRun run, Step step, Attributes attributes)
    {
        if (step.Kind == StepKind.Decision)
        {
            attributes
                .Add("controlplane.step.kind", "decision")
                .Add("controlplane.confidence", step.Choice!.Confidence)
                .Add("controlplane.decision.reasoning", step.Choice.Reasoning);
            return "decide: " + step.Name;
        }

        return run.Agent.Voice switch
        {
            Voice.VercelAi => VercelAi.Describe(run, step, attributes),
            Voice.OpenInference => OpenInference.Describe(run, step, attributes),
            _ => GenAi.Describe(run, step, attributes),
        };
    }

    private static JsonArray Events(Step step, DateTimeOffset at) =>
        step.Fault is not { } fault || step.Kind is StepKind.Task or StepKind.Agent
            ? []
            : new JsonArray(
                new JsonObject
                {
                    ["name"] = "exception",
                    ["timeUnixNano"] = Nanos(at),
                    ["attributes"] = new Attributes()
                        .Add("exception.type", fault.Type)
                        .Add("exception.message", fault.Message)
                        .Add("exception.stacktrace", Tracebacks.Of(step, fault))
                        .Json,
                }
            );

    private static string Nanos(DateTimeOffset time) =>
        ((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100).ToString(CultureInfo.InvariantCulture);
}
