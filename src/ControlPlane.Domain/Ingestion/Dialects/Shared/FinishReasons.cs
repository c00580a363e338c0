namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>One word for why a model stopped, whatever a provider calls it.</summary>
internal static class FinishReasons
{
    public const string Error = "error";

    public static IReadOnlyList<string> Fold(IEnumerable<string?> reasons) =>
        [.. reasons.Where(static reason => !string.IsNullOrWhiteSpace(reason)).Select(static reason => Fold(reason!))];

    public static string Fold(string reason) =>
        reason.Trim().ToLowerInvariant() switch
        {
            "tool_calls" or "tool-calls" or "tool_call" or "tool_use" or "tooluse" or "function_call" => "tool_call",
            "stop" or "end_turn" or "endturn" or "stop_sequence" or "stopsequence" or "completed" or "complete" =>
                "stop",
            "length" or "max_tokens" or "maxtokens" or "max_output_tokens" or "incomplete" => "length",
            "content_filter" or "content-filter" or "contentfiltered" or "safety" or "refusal" => "content_filter",
            "guardrail_intervened" or "guardrailintervened" => "content_filter",
            "error" or "failed" => Error,
            _ => reason.Trim(),
        };
}
