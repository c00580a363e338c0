using System.Globalization;

namespace ControlPlane.Server.Runs;

/// <summary>Lengths of short texts in requests.</summary>
internal static class TextLimits
{
    public static void Check(IDictionary<string, string[]> errors, string field, string? value, int limit)
    {
        if (value?.Length > limit)
        {
            errors[field] = [string.Create(CultureInfo.InvariantCulture, $"At most {limit} characters.")];
        }
        else if (value?.Contains('\0', StringComparison.Ordinal) == true)
        {
            errors[field] = ["Must not contain the character NUL."];
        }
    }
}
