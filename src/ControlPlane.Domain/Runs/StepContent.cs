using System.Text.Json.Nodes;

namespace ControlPlane.Domain.Runs;

/// <summary>
/// The long part of a step as people read it. It is stored apart from <see cref="StepFacts"/> and made from the raw
/// report only when somebody opens the step.
/// </summary>
public sealed record StepContent
{
    public static StepContent Empty { get; } = new();

    /// <summary>What the model was given: system instructions first, then the conversation.</summary>
    public IReadOnlyList<Message> Input { get; init; } = [];

    /// <summary>What the model answered.</summary>
    public IReadOnlyList<Message> Output { get; init; } = [];

    /// <summary>Tools offered to the model: <c>{name, description, parameters}</c> each, or as the client sent them.</summary>
    public JsonNode? ToolDefinitions { get; init; }

    /// <summary>Arguments of a tool execution: JSON where they are JSON, else text.</summary>
    public JsonNode? Arguments { get; init; }

    /// <summary>Result of a tool execution or output of an agent.</summary>
    public JsonNode? Result { get; init; }

    /// <summary>Input of an agent, chain or decision that is not a list of messages.</summary>
    public JsonNode? RawInput { get; init; }

    /// <summary>The action that a decision chose.</summary>
    public string? Action { get; init; }

    /// <summary>Why a decision was taken, in the agent's words.</summary>
    public string? Reasoning { get; init; }

    public string? DecisionId { get; init; }

    /// <summary>What was done about an error.</summary>
    public string? Recovery { get; init; }

    /// <summary>Full traceback of an error.</summary>
    public string? Traceback { get; init; }

    /// <summary>The final text: of the model's answer, or of an agent's output.</summary>
    public string? OutputText { get; init; }

    /// <summary>With what another report of the same step adds; what stands here stays.</summary>
    public StepContent CompletedBy(StepContent other) =>
        new()
        {
            Input = Input.Count > 0 ? Input : other.Input,
            Output = Output.Count > 0 ? Output : other.Output,
            ToolDefinitions = ToolDefinitions ?? other.ToolDefinitions,
            Arguments = Arguments ?? other.Arguments,
            Result = Result ?? other.Result,
            RawInput = RawInput ?? other.RawInput,
            Action = Action ?? other.Action,
            Reasoning = Reasoning ?? other.Reasoning,
            DecisionId = DecisionId ?? other.DecisionId,
            Recovery = Recovery ?? other.Recovery,
            Traceback = Traceback ?? other.Traceback,
            OutputText = OutputText ?? other.OutputText,
        };
}

/// <summary>One message of a conversation with a model.</summary>
/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>; others as sent.</param>
/// <param name="FinishReason">On answers only.</param>
public sealed record Message(string Role, IReadOnlyList<MessagePart> Parts, string? FinishReason = null);

/// <summary>A part of a message.</summary>
/// <param name="Type"><c>text</c>, <c>reasoning</c>, <c>tool_call</c>, <c>tool_result</c>; others as sent.</param>
/// <param name="Text">The text, for <c>text</c> and <c>reasoning</c>.</param>
/// <param name="ToolCallId">For <c>tool_call</c> and <c>tool_result</c>.</param>
/// <param name="ToolName">For <c>tool_call</c>, and for <c>tool_result</c> where it is known.</param>
/// <param name="Value">Arguments or result; a JSON string where the client sent text that is not JSON.</param>
public sealed record MessagePart(
    string Type,
    string? Text = null,
    string? ToolCallId = null,
    string? ToolName = null,
    JsonNode? Value = null
);
