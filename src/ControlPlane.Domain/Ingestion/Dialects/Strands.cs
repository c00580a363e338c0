using System.Text.Json.Nodes;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>
/// Strands Agents. Its scope is the name of the service, its provider too; content is in span events, tokens stand
/// under two or three names on one span.
/// </summary>
internal sealed class Strands : IDialect
{
    public string Name => "strands";

    public bool Speaks(TelemetrySpan span) =>
        span.Scope.Name.StartsWith("strands", StringComparison.Ordinal)
        || span.Attributes.Has("gen_ai.event.start_time")
        || span.Attributes.Has("agent_loop.cycle_id")
        || span.Attributes.Has("event_loop.cycle_id")
        || span.Attributes.Text("gen_ai.system") == "strands-agents";

    public StepFacts Read(TelemetrySpan span)
    {
        var a = span.Attributes;
        var facts = GenAiFacts.Read(span, Name);
        if (facts.Kind == StepKind.Llm)
        {
            var named = a.FirstText("gen_ai.provider.name", "gen_ai.system");
            var isProvider = named is not null && named != "strands-agents" && named != facts.ServiceName;
            facts = facts with
            {
                Provider = Providers.Fold(isProvider ? named : null, facts.ResponseModel ?? facts.RequestModel),
            };
        }

        return facts.Kind == StepKind.Tool ? WithToolStatus(facts, span) : facts;
    }

    public StepContent ReadContent(TelemetrySpan span, IReadOnlyList<TelemetryLog> logs)
    {
        var content = GenAiContent.Read(span, logs);
        return Read(span).Kind == StepKind.Tool
            ? content with
            {
                Arguments = content.Arguments ?? Told(span, "gen_ai.tool.message", "content"),
                Result = content.Result ?? PartJson.Simplified(Told(span, "gen_ai.choice", "message")),
                Input = [],
                Output = [],
                OutputText = null,
            }
            : content;
    }

    private static StepFacts WithToolStatus(StepFacts facts, TelemetrySpan span)
    {
        facts = facts with { HasOutput = facts.HasOutput || Told(span, "gen_ai.choice", "message") is not null };
        var status = span.Attributes.FirstText("gen_ai.tool.status", "tool.status");
        return status == "error" && facts.Status == StepStatus.Ok ? ErrorFacts.Fail(facts, null, "tool failed") : facts;
    }

    private static JsonNode? Told(TelemetrySpan span, string name, string member) =>
        span.Events.LastOrDefault(e => e.Name == name) is { } e ? GenAiContent.Structure(e.Attributes, member) : null;
}
