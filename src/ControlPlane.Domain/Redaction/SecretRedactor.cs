using System.Buffers;
using System.Text;

namespace ControlPlane.Domain.Redaction;

/// <summary>
/// Takes secrets out of text: keys, tokens, passwords, private keys, card numbers. Plain text, JSON, and JSON inside
/// JSON are read alike, and JSON stays JSON. What is redacted is not redacted again.
/// </summary>
public static class SecretRedactor
{
    // Where two find the same, the one that stands first names it.
    private static readonly ISecretFamily[] Families =
    [
        new PrivateKeyBlocks(),
        new ProviderKeys(),
        new JsonWebTokens(),
        new AuthorizationValues(),
        new UrlPasswords(),
        new Assignments(),
        new CardNumbers(),
    ];

    private static readonly SearchValues<string> Hints = SearchValues.Create(
        [.. Families.SelectMany(static family => family.Hints)],
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>The text without secrets and how many there were; the same text if there were none.</summary>
    public static RedactedText Redact(string text)
    {
        var unescaped = UnescapedText.Of(text);
        var hits = Find(unescaped?.Text ?? text);
        if (hits is null)
        {
            return new RedactedText(text, 0);
        }

        var merged = Merged(hits);
        return Replace(text, unescaped is null ? merged : [.. merged.Select(unescaped.Origin)]);
    }

    /// <summary>The text if there is one.</summary>
    public static string? Redact(string? text, ref int count)
    {
        if (string.IsNullOrEmpty(text))
        {
            return text;
        }

        var redacted = Redact(text);
        count += redacted.Count;
        return redacted.Text;
    }

    internal static string Marker(string kind) => $"[redacted:{kind}]";

    private static List<SecretHit>? Find(string text)
    {
        var mayHold = text.AsSpan().ContainsAny(Hints);
        List<SecretHit>? hits = null;
        foreach (var family in Families)
        {
            if (mayHold || family.Hints.Count == 0)
            {
                hits ??= [];
                family.Find(text, hits);
            }
        }

        return hits is { Count: > 0 } ? hits : null;
    }

    /// <summary>Hits in the order of the text, those that overlap made one.</summary>
    private static List<SecretHit> Merged(List<SecretHit> hits)
    {
        // The sort is stable, so of hits with the same start the more specific family's stays first.
        var merged = new List<SecretHit>(hits.Count);
        foreach (var hit in hits.OrderBy(static hit => hit.Start))
        {
            if (merged.Count == 0 || merged[^1].End <= hit.Start)
            {
                merged.Add(hit);
                continue;
            }

            var last = merged[^1];
            merged[^1] = last with
            {
                Length = Math.Max(last.End, hit.End) - last.Start,
                IsBare = last.IsBare && hit.IsBare,
            };
        }

        return merged;
    }

    private static RedactedText Replace(string text, List<SecretHit> hits)
    {
        var result = new StringBuilder(text.Length);
        var quotes = new JsonQuotes(text);
        var copied = 0;
        foreach (var hit in hits)
        {
            var quote = hit.IsBare ? quotes.Around(hit.Start) : "";
            result.Append(text, copied, hit.Start - copied).Append(quote).Append(Marker(hit.Kind)).Append(quote);
            copied = hit.End;
        }

        return new RedactedText(result.Append(text, copied, text.Length - copied).ToString(), hits.Count);
    }
}

/// <summary>A text without its secrets.</summary>
public readonly record struct RedactedText(string Text, int Count);
