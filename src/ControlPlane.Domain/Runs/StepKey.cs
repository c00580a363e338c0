using System.Security.Cryptography;
using System.Text;

namespace ControlPlane.Domain.Runs;

/// <summary>
/// Identity of a step. Span ids are unique only inside their trace and API ids only inside their run, while a run may
/// hold several traces: the key is the first 16 bytes of SHA-256 over both, so that the same report always has the
/// same key, in whatever order and however often it arrives.
/// </summary>
public static class StepKey
{
    /// <param name="traceId">Trace id in lower-case hex.</param>
    /// <param name="spanId">Span id in lower-case hex.</param>
    public static Guid OfSpan(string traceId, string spanId) => Of("otlp", traceId, spanId);

    public static Guid OfApiStep(Guid runId, string stepId) => Of("api", runId.ToString("N"), stepId);

    private static Guid Of(string source, string outer, string inner)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{source}\n{outer}\n{inner}"), hash);
        return new Guid(hash[..16], bigEndian: true);
    }
}
