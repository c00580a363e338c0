namespace ControlPlane.Domain.Runs;

/// <summary>What a step of a run is (requirements T2–T6). Stored and sent by its lower-case name.</summary>
public enum StepKind
{
    /// <summary>A call of a model (T2).</summary>
    Llm,

    /// <summary>The execution of a tool (T3).</summary>
    Tool,

    /// <summary>A choice the agent made, with its confidence (T4).</summary>
    Decision,

    /// <summary>A call of an external API (T5).</summary>
    Http,

    /// <summary>An error reported on its own (T6).</summary>
    Error,

    /// <summary>A guardrail that looked at input or output.</summary>
    Guardrail,

    /// <summary>Everything else: agents, workflows, chains, plain application spans.</summary>
    Other,
}
