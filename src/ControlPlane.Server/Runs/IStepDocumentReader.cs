using System.Text.Json.Nodes;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Server.Runs;

/// <summary>
/// Makes readable content of a step from the raw report as it was stored. One implementation for each way steps are
/// reported; a document names its own in <c>source</c>.
/// </summary>
internal interface IStepDocumentReader
{
    string Source { get; }

    /// <param name="step">The report of the step itself; null if only log records of it have come.</param>
    /// <param name="logs">Its log records, by time.</param>
    StepContent Read(JsonNode? step, IReadOnlyList<JsonNode> logs);
}
