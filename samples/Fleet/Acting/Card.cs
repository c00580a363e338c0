namespace ControlPlane.Samples.Fleet.Acting;

/// <summary>How an agent tells the control plane what it does.</summary>
internal enum Voice
{
    /// <summary>OpenTelemetry's GenAI conventions.</summary>
    GenAi,

    /// <summary>The AI SDK's own attributes.</summary>
    VercelAi,

    OpenInference,
}

/// <summary>Who an agent is.</summary>
/// <param name="StartsByApi">It starts and completes its runs through the runs API.</param>
/// <param name="Announces">Its root span is also sent when it starts, so that a running run has its name.</param>
/// <param name="StepsByApi">It also reports its steps there, and sends no telemetry.</param>
internal sealed record Card(
    string Slug,
    string Owner,
    string Description,
    Voice Voice,
    string Framework,
    bool StartsByApi = false,
    bool StepsByApi = false,
    bool Announces = false
)
{
    public const string Team = "Demo · Nordlicht Appliances";
}

/// <summary>An agent of the fleet: it plans what a run of it does.</summary>
internal interface IActor
{
    Card Card { get; }

    /// <summary>How often it runs, compared with the others; 0 if only its timetable starts it.</summary>
    int Weight { get; }

    /// <param name="at">When the run starts, in the company's time.</param>
    PlannedRun Plan(Dice dice, DateTimeOffset at);
}
