using System.Text;

namespace ControlPlane.Domain.Access;

/// <summary>The rule for names that people give: one line that looks on every screen and in every log as it is.</summary>
public static class SingleLine
{
    /// <summary>
    /// False for control characters and line separators (which forge a line of a log), for signs that turn the
    /// direction of writing (which make a name look like another), and for halves of a sign (which cannot be stored).
    /// </summary>
    public static bool Is(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (var rest = text.AsSpan(); rest.Length > 0; )
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            if (Rune.IsControl(rune) || IsSeparator(rune.Value) || TurnsDirection(rune.Value))
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }

    private static bool IsSeparator(int sign) => sign is 0x2028 or 0x2029;

    private static bool TurnsDirection(int sign) => sign is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
