using System.Text.Json.Nodes;
using ControlPlane.Domain.Redaction;
using ControlPlane.Server.Runs.Recording;

namespace ControlPlane.Server.Runs;

/// <summary>Input and output of a whole run, stored like the content of a step with an empty key.</summary>
internal static class RunDocument
{
    public const string OutputPart = "run:output";
    public const string InputPart = "run:input";

    public static StoredContent Input(OpenRun run, JsonNode value, RedactionPatterns patterns, DateTimeOffset at) =>
        Of(run, InputPart, value, patterns, at);

    public static StoredContent Output(OpenRun run, JsonNode value, RedactionPatterns patterns, DateTimeOffset at) =>
        Of(run, OutputPart, value, patterns, at);

    private static StoredContent Of(
        OpenRun run,
        string part,
        JsonNode value,
        RedactionPatterns patterns,
        DateTimeOffset at
    )
    {
        var (redacted, redactions) = ReportRedaction.Of(value, patterns);
        return new StoredContent(
            run.Class,
            run.RunDay,
            run.Id,
            Guid.Empty,
            part,
            at,
            true,
            redactions,
            0,
            StepDocument.Pack(new JsonObject { ["source"] = ApiStepReader.SourceName, [part] = redacted })
        );
    }
}
