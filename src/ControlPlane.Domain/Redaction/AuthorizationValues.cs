using System.Buffers;
using System.Buffers.Text;

namespace ControlPlane.Domain.Redaction;

/// <summary>What follows <c>Bearer</c> or <c>Basic</c>, wherever it stands; the scheme stays.</summary>
internal sealed class AuthorizationValues : ISecretFamily
{
    private const string Bearer = "bearer ";
    private const string Basic = "basic ";
    private const int MinBearer = 16;
    private const int MaxBasic = 2_048;

    private static readonly SearchValues<string> Schemes = SearchValues.Create(
        [Bearer, Basic],
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly SearchValues<char> Characters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/="
    );

    public IReadOnlyList<string> Hints { get; } = [Bearer, Basic];

    public void Find(string text, List<SecretHit> hits)
    {
        var at = 0;
        while (text.AsSpan(at).IndexOfAny(Schemes) is >= 0 and var ahead)
        {
            var scheme = at + ahead;
            var isBearer = text[scheme + 1] is 'e' or 'E';
            var start = scheme + (isBearer ? Bearer.Length : Basic.Length);
            var token = Run(text.AsSpan(start));
            at = start + token.Length;
            if (TokenEdges.StartsAt(text, scheme) && (isBearer ? IsToken(token) : IsUserAndPassword(token)))
            {
                hits.Add(new SecretHit(start, token.Length, isBearer ? "bearer-token" : "basic-credentials"));
            }
        }
    }

    private static ReadOnlySpan<char> Run(ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExcept(Characters);
        return (length < 0 ? text : text[..length]).TrimEnd('.');
    }

    /// <summary>No word of prose: "bearer authentication" has no digit, or no length.</summary>
    private static bool IsToken(ReadOnlySpan<char> token) =>
        token.Length >= MinBearer && (token.ContainsAnyInRange('0', '9') || TokenEdges.LooksRandom(token));

    private static bool IsUserAndPassword(ReadOnlySpan<char> token)
    {
        if (token.Length is < 4 or > MaxBasic || !Base64.IsValid(token))
        {
            return false;
        }

        Span<byte> decoded = stackalloc byte[MaxBasic];
        return Convert.TryFromBase64Chars(token, decoded, out var length)
            && decoded[..length].Contains((byte)':')
            && !decoded[..length].ContainsAnyInRange((byte)0, (byte)31);
    }
}
