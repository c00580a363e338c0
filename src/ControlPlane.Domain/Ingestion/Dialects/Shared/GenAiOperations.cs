using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>The operations of the GenAI conventions, and of those who add their own.</summary>
internal static class GenAiOperations
{
    public const string Chat = "chat";
    public const string Embeddings = "embeddings";
    public const string ExecuteTool = "execute_tool";
    public const string InvokeAgent = "invoke_agent";
    public const string InvokeWorkflow = "invoke_workflow";
    public const string CreateAgent = "create_agent";

    public static StepKind KindOf(string? operation) =>
        operation switch
        {
            Chat or "generate_content" or "text_completion" or "completion" or Embeddings or "embedding" =>
                StepKind.Llm,
            "image" or "image_generation" or "audio" or "speech" or "transcription" => StepKind.Llm,
            ExecuteTool => StepKind.Tool,
            "guardrail" or "apply_guardrail" => StepKind.Guardrail,
            _ => StepKind.Other,
        };

    public static string? Fold(string? operation) =>
        operation switch
        {
            "embedding" => Embeddings,
            "completion" => "text_completion",
            "image" => "image_generation",
            _ => operation,
        };
}
