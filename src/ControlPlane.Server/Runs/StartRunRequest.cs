using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Redaction;

namespace ControlPlane.Server.Runs;

/// <summary>What <c>POST /api/v1/runs</c> asks for.</summary>
/// <param name="Agent">Slug or name. May be left out with a key that is bound to an agent.</param>
/// <param name="Version">Behavioral version.</param>
/// <param name="Task">What the run is about, in a few words.</param>
/// <param name="Input">Any JSON: the input of the run. Redacted like everything else.</param>
/// <param name="Environment">Default: <c>default</c>.</param>
/// <param name="TraceId">32 hex digits: the OpenTelemetry trace whose spans join this run.</param>
/// <param name="IdempotencyKey">The same key of the same agent gives the same run.</param>
internal sealed record StartRunRequest(
    string? Agent = null,
    string? Version = null,
    string? Task = null,
    JsonNode? Input = null,
    string? SessionId = null,
    string? UserId = null,
    string? Environment = null,
    Guid? ParentRunId = null,
    string? TraceId = null,
    string? IdempotencyKey = null
)
{
    /// <summary>What is wrong with it, by the name of the field.</summary>
    public Dictionary<string, string[]> Errors(RunCaller caller)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(Agent) && caller.AgentId is null)
        {
            errors["agent"] = ["Say which agent runs."];
        }

        if (TraceId is { } trace && !HexId.IsValid(trace, HexId.TraceDigits))
        {
            errors["traceId"] = ["A trace id is 32 hexadecimal digits, not all zero."];
        }

        if (IdempotencyKey is "")
        {
            errors["idempotencyKey"] = ["1 to 200 characters, or left out."];
        }

        TextLimits.Check(errors, "agent", Agent, 200);
        TextLimits.Check(errors, "task", Task, 1_000);
        TextLimits.Check(errors, "version", Version, 200);
        TextLimits.Check(errors, "environment", Environment, 100);
        TextLimits.Check(errors, "sessionId", SessionId, 500);
        TextLimits.Check(errors, "userId", UserId, 500);
        TextLimits.Check(errors, "idempotencyKey", IdempotencyKey, 200);
        return errors;
    }

    /// <summary>The request as it is stored and listed (T10).</summary>
    public StartRunRequest WithoutSecrets(RedactionPatterns patterns)
    {
        return this with
        {
            Agent = Clean(Agent),
            Version = Clean(Version),
            Task = Clean(Task),
            SessionId = Clean(SessionId),
            UserId = Clean(UserId),
            Environment = Clean(Environment),
            // Two keys must not become one by redaction.
            IdempotencyKey =
                IdempotencyKey is { } key && Clean(key) != key
                    ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))
                    : IdempotencyKey,
        };

        string? Clean(string? text) => ReportRedaction.Of(text, patterns);
    }
}
