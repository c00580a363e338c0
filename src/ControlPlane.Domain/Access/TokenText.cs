namespace ControlPlane.Domain.Access;

/// <summary>
/// A token as its holder keeps it: <c>cpa_&lt;prefix&gt;_&lt;secret&gt;</c>. The prefix finds it and may be shown; the
/// secret is shown once.
/// </summary>
/// <param name="Prefix">With the kind, for example <c>cpa_7Hk2mQ9xTb</c>.</param>
public sealed record TokenText(TokenKind Kind, string Prefix, string Secret)
{
    /// <summary>How many random bytes <see cref="From"/> needs.</summary>
    public const int RandomBytes = PrefixLength + SecretLength;

    private const int PrefixLength = 10;
    private const int SecretLength = 40;

    // 64 signs would divide a byte evenly, but "-" and "_" break a double click. A byte modulo 62 favours some signs
    // by a quarter, which costs 40 signs less than one bit of their 238.
    private const string Signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Makes a token of random bytes.</summary>
    public static TokenText From(TokenKind kind, ReadOnlySpan<byte> random)
    {
        if (random.Length != RandomBytes)
        {
            throw new ArgumentException($"A token is made of {RandomBytes} random bytes.", nameof(random));
        }

        return new(kind, Mark(kind) + Write(random[..PrefixLength]), Write(random[PrefixLength..]));
    }

    /// <summary>Null if the text does not have the form of a token.</summary>
    public static TokenText? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var kind in (ReadOnlySpan<TokenKind>)[TokenKind.Agent, TokenKind.Person])
        {
            var mark = Mark(kind);
            if (
                text.Length == mark.Length + PrefixLength + 1 + SecretLength
                && text.StartsWith(mark, StringComparison.Ordinal)
                && text[mark.Length + PrefixLength] == '_'
                && IsWritten(text.AsSpan(mark.Length, PrefixLength))
                && IsWritten(text.AsSpan(text.Length - SecretLength))
            )
            {
                return new(kind, text[..(mark.Length + PrefixLength)], text[^SecretLength..]);
            }
        }

        return null;
    }

    public override string ToString() => $"{Prefix}_{Secret}";

    private static bool IsWritten(ReadOnlySpan<char> text)
    {
        foreach (var sign in text)
        {
            if (!char.IsAsciiLetterOrDigit(sign))
            {
                return false;
            }
        }

        return true;
    }

    private static string Mark(TokenKind kind) => kind == TokenKind.Agent ? "cpa_" : "cpu_";

    private static string Write(ReadOnlySpan<byte> random)
    {
        var text = new char[random.Length];
        for (var i = 0; i < random.Length; i++)
        {
            text[i] = Signs[random[i] % Signs.Length];
        }

        return new string(text);
    }
}
