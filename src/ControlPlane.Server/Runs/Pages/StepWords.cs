using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>How steps are called on the screens.</summary>
internal static class StepWords
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        // It is written as text, never as markup, so quotes and letters may stay what they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string NameOf(TraceStep step) => NameOf(step.Kind, step.Tool, step.Name);

    public static string NameOf(StepFacts step) => NameOf(step.Kind, step.ToolName, step.Name);

    /// <summary>What stands in grey behind the name, unless the name says it already.</summary>
    public static string? MoreOf(TraceStep step)
    {
        var more = step.Kind switch
        {
            StepKind.Llm => step.Model,
            StepKind.Http => step.Target,
            StepKind.Decision when step.Confidence is { } confidence => "confidence "
                + confidence.ToString("0.00", CultureInfo.InvariantCulture),
            _ => null,
        };
        return more is null || NameOf(step).Contains(more, StringComparison.OrdinalIgnoreCase) ? null : more;
    }

    public static string KindOf(TraceStep step) => KindOf(step.Kind, step.IsAgent);

    public static string IconOf(TraceStep step) =>
        step.Kind switch
        {
            StepKind.Llm => "model",
            StepKind.Tool => "tool",
            StepKind.Decision => "decision",
            StepKind.Http => "web",
            StepKind.Error => "warning",
            StepKind.Guardrail => "shield",
            _ => step.IsAgent ? "agent" : "span",
        };

    private static string NameOf(StepKind kind, string? tool, string name) =>
        kind == StepKind.Tool ? tool ?? name : name;

    public static string KindOf(StepKind kind, bool isAgent) =>
        kind switch
        {
            StepKind.Llm => "model",
            StepKind.Http => "API",
            StepKind.Other when isAgent => "agent",
            StepKind.Other => "step",
            _ => kind.ToString().ToLowerInvariant(),
        };

    /// <summary>JSON as people read it; a JSON string as its text.</summary>
    public static string Readable(JsonNode? node) =>
        node switch
        {
            null => "",
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            _ => node.ToJsonString(Indented),
        };
}
