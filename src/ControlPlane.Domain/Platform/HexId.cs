namespace ControlPlane.Domain.Platform;

/// <summary>Trace and span ids: lower-case hex, never all zero.</summary>
internal static class HexId
{
    public const int TraceDigits = 32;
    public const int SpanDigits = 16;

    public static bool IsValid(string id, int digits)
    {
        if (id.Length != digits)
        {
            return false;
        }

        var zero = true;
        foreach (var c in id)
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }

            zero &= c == '0';
        }

        return !zero;
    }

    /// <summary>No id, or the all-zero id, which means the same.</summary>
    public static bool IsNone(string id) => id.Length == 0 || id.AsSpan().TrimStart('0').IsEmpty;
}
