namespace ControlPlane.Domain.Redaction;

/// <summary>Where a word starts and whether it looks made by chance, shared by the families.</summary>
internal static class TokenEdges
{
    // So many characters tell; to read more only costs time where a text is made to cost it.
    private const int Enough = 256;

    /// <summary>
    /// No letter or digit stands before, or only one that belongs to an escape: <c>\n</c> of JSON, <c>%22</c> of a URL.
    /// </summary>
    public static bool StartsAt(string text, int index)
    {
        if (index == 0 || !char.IsLetterOrDigit(text[index - 1]))
        {
            return true;
        }

        var before = text.AsSpan(0, index);
        return before is [.., '\\', 'n' or 'r' or 't' or 'b' or 'f']
            || (before is [.., '%', var high, var low] && char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low));
    }

    public static bool EndsAt(string text, int index) => index >= text.Length || !char.IsLetterOrDigit(text[index]);

    /// <summary>
    /// Random characters, not words joined by dashes: a long run without a break, or capitals, small letters and
    /// digits mixed.
    /// </summary>
    public static bool LooksRandom(ReadOnlySpan<char> token)
    {
        int upper = 0,
            lower = 0,
            digits = 0,
            run = 0,
            longest = 0;
        foreach (var character in token[..Math.Min(token.Length, Enough)])
        {
            upper += char.IsAsciiLetterUpper(character) ? 1 : 0;
            lower += char.IsAsciiLetterLower(character) ? 1 : 0;
            digits += char.IsAsciiDigit(character) ? 1 : 0;
            run = char.IsAsciiLetterOrDigit(character) ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest >= 20 || (longest >= 16 && digits > 0) || (upper >= 2 && lower >= 2 && digits >= 2);
    }
}
