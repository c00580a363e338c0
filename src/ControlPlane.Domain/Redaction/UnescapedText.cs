using System.Globalization;
using System.Text;

namespace ControlPlane.Domain.Redaction;

/// <summary>
/// A text with the <c>\uXXXX</c> of JSON read as what they mean, and where each character came from. Some writers of
/// JSON escape quotes, plus and equals signs that way, which would hide a secret or cut it in two. Quotes keep their
/// backslashes, as those tell how deep they stand.
/// </summary>
internal sealed class UnescapedText
{
    private const int HexDigits = 4;

    private readonly StringBuilder _text;
    private readonly List<int> _origins;

    private UnescapedText(string escaped)
    {
        _text = new StringBuilder(escaped.Length);
        _origins = new List<int>(escaped.Length + 1);
        for (var at = 0; at < escaped.Length; )
        {
            at = escaped[at] == '\\' ? AddEscape(escaped, at) : Add(escaped[at], at, 1);
        }

        _origins.Add(escaped.Length);
        Text = _text.ToString();
    }

    public string Text { get; }

    /// <summary>Null if the text has no such escapes.</summary>
    public static UnescapedText? Of(string text) =>
        text.Contains("\\u", StringComparison.Ordinal) || text.Contains("\\/", StringComparison.Ordinal)
            ? new UnescapedText(text)
            : null;

    /// <summary>The same place in the text as it was written.</summary>
    public SecretHit Origin(SecretHit hit) =>
        hit with
        {
            Start = _origins[hit.Start],
            Length = _origins[hit.End] - _origins[hit.Start],
        };

    private int AddEscape(string escaped, int at)
    {
        var after = at;
        while (after < escaped.Length && escaped[after] == '\\')
        {
            after++;
        }

        var (meaning, length) = Meaning(escaped.AsSpan(after));
        if (meaning is '\0' or '"' or '\'' or '`' or '\\')
        {
            for (var slash = at; slash < after; slash++)
            {
                Add('\\', slash, 1);
            }

            return meaning == '\0' ? after : Add(meaning, after, length);
        }

        return Add(meaning, at, after + length - at);
    }

    /// <summary>What stands behind backslashes, and how many characters it is; nothing if it is no such escape.</summary>
    private static (char Meaning, int Length) Meaning(ReadOnlySpan<char> text)
    {
        if (text is ['/', ..])
        {
            return ('/', 1);
        }

        return
            text is ['u', ..]
            && text.Length > HexDigits
            && ushort.TryParse(
                text.Slice(1, HexDigits),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var code
            )
            ? ((char)code, 1 + HexDigits)
            : ('\0', 0);
    }

    private int Add(char character, int origin, int length)
    {
        _text.Append(character);
        _origins.Add(origin);
        return origin + length;
    }
}
