namespace ControlPlane.Domain.Redaction;

/// <summary>Private keys in PEM form, with real line ends or with those of JSON, whole or cut off.</summary>
internal sealed class PrivateKeyBlocks : ISecretFamily
{
    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";
    private const string Dashes = "-----";
    private const int MaxLabel = 60;
    private const int MaxBlock = 16_384;

    public IReadOnlyList<string> Hints { get; } = [Begin];

    public void Find(string text, List<SecretHit> hits)
    {
        var at = 0;
        while (text.IndexOf(Begin, at, StringComparison.Ordinal) is >= 0 and var start)
        {
            at = start + Begin.Length;
            if (IsPrivateKey(text, at))
            {
                var end = EndOf(text, at);
                hits.Add(new SecretHit(start, end - start, "private-key"));
                at = end;
            }
        }
    }

    private static bool IsPrivateKey(string text, int label)
    {
        var line = text.AsSpan(label, Math.Min(MaxLabel, text.Length - label));
        var end = line.IndexOf(Dashes, StringComparison.Ordinal);
        return end >= 0 && line[..end].Contains("PRIVATE KEY", StringComparison.Ordinal);
    }

    private static int EndOf(string text, int from)
    {
        var block = text.AsSpan(from, Math.Min(MaxBlock, text.Length - from));
        var end = block.IndexOf(End, StringComparison.Ordinal);
        if (end < 0)
        {
            return from + CutOff(block);
        }

        var label = end + End.Length;
        var dashes = block[label..].IndexOf(Dashes, StringComparison.Ordinal);
        return from + (dashes is < 0 or > MaxLabel ? label : label + dashes + Dashes.Length);
    }

    /// <summary>A block without an end: up to the quote that closes the text it stands in.</summary>
    private static int CutOff(ReadOnlySpan<char> block)
    {
        var quote = block.IndexOf('"');
        return quote < 0 ? block.Length : quote - JsonQuotes.Backslashes(block[..quote]);
    }
}
