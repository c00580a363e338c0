namespace ControlPlane.Domain.Runs;

/// <summary>
/// What one step says of itself, in the product's own terms, whatever way it was reported. It is a pure function of
/// the report: nothing in it depends on other steps of the run or on the order of arrival. What does depend on them
/// (duplicates, totals, the run's status and agent) is decided by <see cref="RunAssembly"/>.
/// </summary>
public sealed record StepFacts
{
    /// <summary>Identity of the step inside the product: see <see cref="StepKey"/>.</summary>
    public required Guid Key { get; init; }

    /// <summary>The step's own id: an OpenTelemetry span id in hex, or the id an API client chose.</summary>
    public required string Id { get; init; }

    public Guid? ParentKey { get; init; }

    public string? ParentId { get; init; }

    /// <summary>
    /// The parent lives in another process, which may report to somebody else: such a step stands for a root as long
    /// as its parent is not known.
    /// </summary>
    public bool ParentIsRemote { get; init; }

    /// <summary>The 16-byte OpenTelemetry trace id in hex, or null for a step reported through the API.</summary>
    public string? TraceId { get; init; }

    public required StepKind Kind { get; init; }

    /// <summary>
    /// The operation in OpenTelemetry's GenAI words: <c>chat</c>, <c>execute_tool</c>, <c>invoke_agent</c>,
    /// <c>invoke_workflow</c>, <c>create_agent</c>, <c>embeddings</c> …; null if none fits.
    /// </summary>
    public string? Operation { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while the step runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public StepStatus Status { get; init; }

    /// <summary>The instrumentation scope, <c>name@version</c>, or <c>api</c>.</summary>
    public required string Scope { get; init; }

    /// <summary>The stored name of the dialect that was recognised, or <c>unknown</c>.</summary>
    public required string Dialect { get; init; }

    // Who and where
    public string? ServiceName { get; init; }

    public string? AgentName { get; init; }

    public string? SessionId { get; init; }

    public string? UserId { get; init; }

    public string? Environment { get; init; }

    /// <summary>Behavioral version, if the step names one (<c>controlplane.version</c>, <c>gen_ai.agent.version</c>).</summary>
    public string? Version { get; init; }

    /// <summary>The run this step says it belongs to (<c>controlplane.run.id</c>).</summary>
    public Guid? RunId { get; init; }

    // Model calls (T2)
    public string? Provider { get; init; }

    public string? RequestModel { get; init; }

    public string? ResponseModel { get; init; }

    public string? ResponseId { get; init; }

    public string? ReservationId { get; init; }

    /// <summary>Null if the report carries no usage; only model calls have one.</summary>
    public TokenUsage? Usage { get; init; }

    public long? MaxTokens { get; init; }

    /// <summary>Folded to <c>stop</c>, <c>tool_call</c>, <c>length</c>, <c>content_filter</c>, <c>error</c>; others as sent.</summary>
    public IReadOnlyList<string> FinishReasons { get; init; } = [];

    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>Cost as the client computed it, in nano-USD. Kept beside our own, never mixed with it.</summary>
    public long? ReportedCostNanoUsd { get; init; }

    /// <summary>The model asked for a tool with arguments that are not valid JSON.</summary>
    public bool HasMalformedToolArguments { get; init; }

    /// <summary>The step carries an output: text, tool requests or a result.</summary>
    public bool HasOutput { get; init; }

    /// <summary>
    /// The report of a model call shows an answer, and nothing is in it: no text, no tool request, no finish reason, no
    /// tokens. Some clients report failed calls like this, with a status of success.
    /// </summary>
    public bool HasEmptyAnswer { get; init; }

    // Tool calls (T3)
    public string? ToolName { get; init; }

    public string? ToolCallId { get; init; }

    public int? Attempt { get; init; }

    public int? RetryCount { get; init; }

    // Decisions (T4)
    public double? Confidence { get; init; }

    // External calls (T5)
    public string? HttpTarget { get; init; }

    public int? HttpStatus { get; init; }

    // Errors (T6)
    /// <summary><c>parsing</c>, <c>timeout</c>, <c>auth</c>, <c>rate_limit</c>, <c>api_error</c> … or the client's own <c>error.type</c>.</summary>
    public string? ErrorType { get; init; }

    /// <summary>First 1,000 characters; the traceback is part of the content.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary><c>retryable</c> or <c>terminal</c> (T3); null if it cannot be told.</summary>
    public string? ErrorClass { get; init; }

    /// <summary><c>critical</c>, <c>warning</c>, <c>info</c>.</summary>
    public string? Severity { get; init; }

    /// <summary>How many secrets were taken out before anything was stored (T10).</summary>
    public int Redactions { get; init; }

    /// <summary>This step stands for an agent or a workflow: tokens on it repeat those of the calls below it.</summary>
    public bool IsAgent => Operation is "invoke_agent" or "invoke_workflow";

    /// <summary>This step only tells that an agent was defined; nothing ran.</summary>
    public bool IsAgentDefinition => Operation is "create_agent";

    /// <summary>Reported through the API, not as telemetry.</summary>
    public bool IsApi => Scope == ApiScope;

    /// <summary>A call that some application makes: as a root it means that the application itself is not seen.</summary>
    public bool IsExchange => Kind is StepKind.Llm or StepKind.Tool or StepKind.Http or StepKind.Guardrail;

    /// <summary>The value of <see cref="Scope"/> for steps reported through the API.</summary>
    public const string ApiScope = "api";
}
