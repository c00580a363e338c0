using System.Buffers;

namespace ControlPlane.Domain.Redaction;

/// <summary>Reads what stands behind a sensitive name, if it is a value and a secret.</summary>
internal ref struct AssignedValue
{
    private const int MinUnquoted = 4;
    private const int MaxUnquoted = 4_096;
    private const int MaxSpaces = 8;

    private static readonly SearchValues<char> AfterValue = SearchValues.Create(" \t\r\n\"'`,;&<>(){}[]|");
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n\"'`");

    // What code and schemas write where a value would stand.
    private static readonly string[] NoValues =
    [
        "null",
        "none",
        "true",
        "false",
        "undefined",
        "string",
        "required",
        "optional",
    ];

    private static readonly string[] References =
    [
        "[redacted:",
        "${",
        "{{",
        "$(",
        "process.env",
        "os.environ",
        "os.getenv",
        "getenv",
        "env.",
        "settings.",
        "config.",
        "self.",
        "this.",
    ];

    private readonly string _text;
    private readonly SensitiveKey _key;
    private int _at;

    /// <summary>The name is followed by a colon and a space, or by a space alone: it may be prose.</summary>
    private bool _mayBeProse;

    private AssignedValue(string text, int at, SensitiveKey key)
    {
        _text = text;
        _at = at;
        _key = key;
    }

    public static SecretHit? Read(string text, int nameStart, int nameEnd, SensitiveKey key)
    {
        var value = new AssignedValue(text, nameEnd, key);
        var isFlag = text.AsSpan(nameStart, nameEnd - nameStart).StartsWith("--", StringComparison.Ordinal);
        var isElement = nameStart > 0 && text[nameStart - 1] == '<';
        return value.SkipSeparator(isFlag, isElement) ? value.ReadValue() : null;
    }

    private readonly char Current => At(_at);

    private bool SkipSeparator(bool isFlag, bool isElement)
    {
        if (isElement && Current == '>')
        {
            _at++;
            return true;
        }

        SkipQuote();
        _at += Current == ']' ? 1 : 0;
        var name = _at;
        SkipSpaces();
        if (Current is not (':' or '='))
        {
            _mayBeProse = true;
            return isFlag && _at > name;
        }

        _mayBeProse = Current == ':';
        while (Current is ':' or '=' or '>')
        {
            _at++;
        }

        var separator = _at;
        SkipSpaces();
        _mayBeProse &= _at > separator;
        return true;
    }

    private SecretHit? ReadValue()
    {
        if (Current is 'b' or 'f' or 'r' or 'u' && At(_at + 1) is '"' or '\'')
        {
            _at++;
        }

        var start = _at;
        if (SkipQuote())
        {
            var quote = _text[_at - 1];
            var end = ClosingQuote(quote, _at - 1 - start);
            return Hit(_at, end, isBare: false);
        }

        return Unquoted();
    }

    private SecretHit? Unquoted()
    {
        if (_key.Kind is SensitiveKeys.Authorization or SensitiveKeys.Cookie)
        {
            return HeaderLine();
        }

        var value = WithoutEscapes(Until(AfterValue));
        if (value.Length < MinUnquoted || IsCode(value) || (_mayBeProse && IsProse(value)))
        {
            return null;
        }

        return Hit(_at, _at + value.Length, isBare: !value.ContainsAnyExceptInRange('0', '9'));
    }

    /// <summary>A header runs to the end of its line.</summary>
    private readonly SecretHit? HeaderLine()
    {
        var value = WithoutEscapes(Until(LineEnds)).TrimEnd();
        var isSecret =
            _key.Kind == SensitiveKeys.Cookie
                ? value.Contains('=')
                : IsScheme(FirstWord(value)) || (!value.Contains(' ') && TokenEdges.LooksRandom(value));
        return isSecret ? Hit(_at, _at + value.Length, isBare: false) : null;
    }

    /// <summary>
    /// No more than a secret can be long, as a value that turns out to be none is read again for the next name in it.
    /// </summary>
    private readonly ReadOnlySpan<char> Until(SearchValues<char> ends)
    {
        var rest = _text.AsSpan(_at, Math.Min(MaxUnquoted, _text.Length - _at));
        return rest.IndexOfAny(ends) is >= 0 and var length ? rest[..length] : rest;
    }

    private readonly SecretHit? Hit(int start, int end, bool isBare)
    {
        var value = _text.AsSpan(start, end - start);
        if (
            _key.Kind == SensitiveKeys.Authorization
            && FirstWord(value) is { IsEmpty: false } scheme
            && IsScheme(scheme)
        )
        {
            start += scheme.Length + 1;
            value = _text.AsSpan(start, end - start);
        }

        return IsNoSecret(value) || !_key.Covers(value) ? null : new SecretHit(start, end - start, _key.Kind, isBare);
    }

    private static bool IsNoSecret(ReadOnlySpan<char> value)
    {
        if (value.Trim("*x•.- ").IsEmpty)
        {
            return true;
        }

        foreach (var reference in References)
        {
            if (value.StartsWith(reference, StringComparison.Ordinal))
            {
                return true;
            }
        }

        foreach (var word in NoValues)
        {
            if (value.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A path behind <c>PWD=</c>, or a call.</summary>
    private readonly bool IsCode(ReadOnlySpan<char> value) =>
        value[0] is '/' or '~' || At(_at + value.Length) is '(' or '[' && _at + value.Length < _text.Length;

    /// <summary>A word of letters in the middle of a sentence.</summary>
    private readonly bool IsProse(ReadOnlySpan<char> value)
    {
        foreach (var character in value.TrimEnd(".:!?"))
        {
            if (!char.IsLetter(character) && character is not ('-' or '_' or '/'))
            {
                return false;
            }
        }

        return At(_at + value.Length) == ' ' && char.IsLetterOrDigit(At(_at + value.Length + 1));
    }

    /// <summary>In JSON text, an escaped line end or quote ends the value.</summary>
    private static ReadOnlySpan<char> WithoutEscapes(ReadOnlySpan<char> value)
    {
        var from = 0;
        while (value[from..].IndexOf('\\') is >= 0 and var found)
        {
            from += found;
            var next = value[from..].TrimStart('\\');
            if (next.IsEmpty || next[0] is 'n' or 'r' or 't')
            {
                return value[..from];
            }

            from = value.Length - next.Length;
        }

        return value;
    }

    /// <summary>Skips a quote with the backslashes before it.</summary>
    private bool SkipQuote()
    {
        var quote = _at;
        while (At(quote) == '\\')
        {
            quote++;
        }

        if (At(quote) is not ('"' or '\'' or '`'))
        {
            return false;
        }

        _at = quote + 1;
        return true;
    }

    /// <summary>
    /// Where the text ends that a quote with so many backslashes opened. A quote with more of them stands inside,
    /// unless they are those of backslashes at the end of the text. Without an end, it was cut off: all is taken.
    /// </summary>
    private readonly int ClosingQuote(char quote, int backslashes)
    {
        var from = _at;
        while (_text.IndexOf(quote, from) is >= 0 and var found)
        {
            var count = JsonQuotes.Backslashes(_text.AsSpan(_at, found - _at));
            if (count <= backslashes || (count - backslashes) % (2 * (backslashes + 1)) == 0)
            {
                return found - Math.Min(count, backslashes);
            }

            from = found + 1;
        }

        return _text.Length;
    }

    private void SkipSpaces()
    {
        for (var count = 0; count < MaxSpaces && Current is ' ' or '\t'; count++)
        {
            _at++;
        }
    }

    private readonly char At(int index) => index < _text.Length ? _text[index] : '\0';

    private static ReadOnlySpan<char> FirstWord(ReadOnlySpan<char> value) =>
        value.IndexOf(' ') is > 0 and var space ? value[..space] : [];

    private static bool IsScheme(ReadOnlySpan<char> word) =>
        word.Equals("bearer", StringComparison.OrdinalIgnoreCase)
        || word.Equals("basic", StringComparison.OrdinalIgnoreCase)
        || word.Equals("token", StringComparison.OrdinalIgnoreCase)
        || word.Equals("apikey", StringComparison.OrdinalIgnoreCase)
        || word.Equals("digest", StringComparison.OrdinalIgnoreCase)
        || word.Equals("negotiate", StringComparison.OrdinalIgnoreCase)
        || word.StartsWith("aws4-", StringComparison.OrdinalIgnoreCase);
}
