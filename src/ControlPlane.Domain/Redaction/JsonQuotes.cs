namespace ControlPlane.Domain.Redaction;

/// <summary>
/// Where a number in JSON becomes a text, it needs quotes, escaped as often as those around it. Asked from the start
/// of a text to its end.
/// </summary>
internal sealed class JsonQuotes(string text)
{
    private const string Spaces = " \t\r\n";

    /// <summary>How some writers of JSON escape a quote inside a text, behind backslashes.</summary>
    private const string Escaped = "u0022";

    private readonly bool _isJson = text.AsSpan().TrimStart(Spaces) is ['{' or '[', ..];
    private int _position;
    private bool _isInsideText;

    /// <summary>The quote to write on both sides of a replaced number; empty where the number stands in a text.</summary>
    public string Around(int start)
    {
        var before = text.AsSpan(0, start).TrimEnd(Spaces);
        if (before is [.., '[' or ','])
        {
            return _isJson && !IsInsideText(start) ? "\"" : "";
        }

        before = before is [.., ':'] ? before[..^1].TrimEnd(Spaces) : [];
        if (
            before.EndsWith(Escaped, StringComparison.Ordinal)
            && Backslashes(before[..^Escaped.Length]) is > 0 and var slashes
        )
        {
            return new string('\\', slashes) + Escaped;
        }

        return before is [.., '"'] ? new string('\\', Backslashes(before[..^1])) + "\"" : "";
    }

    /// <summary>How many backslashes a text ends with.</summary>
    public static int Backslashes(ReadOnlySpan<char> text) => text.Length - text.TrimEnd('\\').Length;

    private bool IsInsideText(int end)
    {
        for (; _position < end; _position++)
        {
            if (text[_position] == '"')
            {
                _isInsideText = !_isInsideText;
            }
            else if (_isInsideText && text[_position] == '\\')
            {
                _position++;
            }
        }

        return _isInsideText;
    }
}
