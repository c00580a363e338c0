using System.Text;

namespace ControlPlane.Domain.Platform;

/// <summary>Text as PostgreSQL can hold it: valid Unicode, no NUL.</summary>
internal static class SafeText
{
    public static string FromUtf8(ReadOnlySpan<byte> utf8) => WithoutNul(Encoding.UTF8.GetString(utf8));

    /// <summary>For text that did not come through a UTF-8 decoder and may hold half a surrogate pair.</summary>
    public static string Clean(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || char.IsSurrogate(text[i]))
            {
                return FromUtf8(Encoding.UTF8.GetBytes(text));
            }
        }

        return text;
    }

    /// <summary>At most <paramref name="length"/> units, never ending in half a surrogate pair.</summary>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        return char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }

    private static string WithoutNul(string text) =>
        text.Contains('\0', StringComparison.Ordinal) ? text.Replace("\0", "", StringComparison.Ordinal) : text;
}
