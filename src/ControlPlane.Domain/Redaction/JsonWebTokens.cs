using System.Buffers;

namespace ControlPlane.Domain.Redaction;

/// <summary>Signed tokens: three parts of base64url between dots, the first of which is a JSON object.</summary>
internal sealed class JsonWebTokens : ISecretFamily
{
    private const string Start = "eyJ";
    private const int MinHeader = 12;
    private const int MaxHeader = 4_096;
    private const int MinPayload = 4;

    private static readonly SearchValues<char> Characters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    );

    public IReadOnlyList<string> Hints { get; } = [Start];

    public void Find(string text, List<SecretHit> hits)
    {
        var at = 0;
        while (text.IndexOf(Start, at, StringComparison.Ordinal) is >= 0 and var start)
        {
            at = start + Start.Length;
            if (TokenEdges.StartsAt(text, start))
            {
                at = Math.Max(at, Read(text, start, hits));
            }
        }
    }

    /// <summary>Where to go on: behind all that was read, so that nothing is read twice.</summary>
    private static int Read(string text, int start, List<SecretHit> hits)
    {
        var header = start + Run(text, start);
        if (header - start is < MinHeader or > MaxHeader || At(text, header) != '.')
        {
            return header;
        }

        var payload = header + 1 + Run(text, header + 1);
        if (payload - header <= MinPayload || At(text, payload) != '.')
        {
            return payload;
        }

        var end = payload + 1 + Run(text, payload + 1);
        // Encrypted tokens have two more parts.
        while (At(text, end) == '.' && Run(text, end + 1) is > 0 and var more)
        {
            end += 1 + more;
        }

        hits.Add(new SecretHit(start, end - start, "jwt"));
        return end;
    }

    private static char At(string text, int index) => index < text.Length ? text[index] : '\0';

    private static int Run(string text, int start)
    {
        var rest = text.AsSpan(Math.Min(start, text.Length));
        return rest.IndexOfAnyExcept(Characters) is >= 0 and var length ? length : rest.Length;
    }
}
