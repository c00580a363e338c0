using System.Text.Json.Nodes;

namespace ControlPlane.Samples.Fleet.Acting;

internal enum StepKind
{
    /// <summary>The application's own span around everything.</summary>
    Task,
    Agent,
    Model,
    Tool,
    Decision,
}

/// <summary>One step of a planned run. Times count from the start of the run.</summary>
internal sealed class Step
{
    /// <summary>16 hex digits.</summary>
    public required string Id { get; init; }

    public required string? ParentId { get; init; }

    public required StepKind Kind { get; init; }

    /// <summary>Of the task, the agent, the model or the tool.</summary>
    public required string Name { get; init; }

    public required TimeSpan Start { get; init; }

    public TimeSpan End { get; set; }

    public Fault? Fault { get; set; }

    public ModelCall? Call { get; init; }

    public ToolUse? Tool { get; init; }

    public Choice? Choice { get; init; }

    /// <summary>What a task or an agent was asked, and what it answered.</summary>
    public string? Asked { get; set; }

    public string? Answered { get; set; }
}

/// <summary>How a step failed.</summary>
internal sealed record Fault(string Type, string Message, int? HttpStatus = null, bool Retryable = false);

/// <param name="Input">The whole conversation, as it was sent.</param>
/// <param name="Output">Null if the call failed.</param>
internal sealed record ModelCall(
    Model Model,
    string System,
    IReadOnlyList<Turn> Input,
    Turn? Output,
    Tokens? Tokens,
    string ResponseId,
    TimeSpan? FirstToken,
    IReadOnlyList<ToolSpec> Tools,
    int Attempt
);

/// <summary><c>Input</c> includes cached and cache-written tokens, <c>Output</c> includes reasoning.</summary>
internal sealed record Tokens(long Input, long Output, long Cached, long Written, long Reasoning);

/// <summary>A message: a text, a request for a tool, or what the tool answered.</summary>
internal sealed record Turn(string Role, string? Text, ToolUse? Request = null, ToolUse? Response = null);

internal sealed record ToolUse(string Id, string Name, JsonObject Arguments, JsonNode? Result, int Attempt = 1);

internal sealed record ToolSpec(string Name, string Description, params string[] Fields);

internal sealed record Choice(string Action, string Reasoning, double Confidence);

/// <summary>A run as it will happen.</summary>
/// <param name="Steps">The root first, the others by start.</param>
/// <param name="Failure">Why it fails in the end; null if it succeeds.</param>
internal sealed record PlannedRun(
    Card Agent,
    string TraceId,
    string Task,
    string? Session,
    string? User,
    string Environment,
    string Version,
    IReadOnlyList<Step> Steps,
    string? Failure
)
{
    public Step Root => Steps[0];

    public TimeSpan Took => Root.End;
}
