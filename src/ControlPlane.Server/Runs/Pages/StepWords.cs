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

    public static string NameOf(StepFacts step) =>
        step.Kind switch
        {
            StepKind.Tool => step.ToolName ?? step.Name,
            _ => step.Name,
        };

    /// <summary>What stands in grey behind the name, unless the name says it already.</summary>
    public static string? MoreOf(StepFacts step)
    {
        var more = step.Kind switch
        {
            StepKind.Llm => step.ResponseModel ?? step.RequestModel,
            StepKind.Http => step.HttpTarget,
            StepKind.Decision when step.Confidence is { } confidence => "confidence "
                + confidence.ToString("0.00", CultureInfo.InvariantCulture),
            _ => null,
        };
        return more is null || NameOf(step).Contains(more, StringComparison.OrdinalIgnoreCase) ? null : more;
    }

    public static string KindOf(StepFacts step) =>
        step.Kind switch
        {
            StepKind.Llm => "model",
            StepKind.Http => "API",
            StepKind.Other when step.IsAgent => "agent",
            StepKind.Other => "step",
            _ => step.Kind.ToString().ToLowerInvariant(),
        };

    public static string IconOf(StepFacts step) =>
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

    /// <summary>JSON as people read it; a JSON string as its text.</summary>
    public static string Readable(JsonNode? node) =>
        node switch
        {
            null => "",
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            _ => node.ToJsonString(Indented),
        };
}
