using ControlPlane.Domain.Redaction;

namespace ControlPlane.Server.Redaction;

/// <param name="Text">As it would be stored.</param>
/// <param name="BuiltIn">How many finds of the built-in rules.</param>
/// <param name="Own">How many finds of the installation's own patterns.</param>
internal sealed record TriedRedaction(string Text, int BuiltIn, int Own);

/// <summary>Says what a text would become. Nothing of it is stored or logged.</summary>
internal sealed class TryRedaction(RedactionQueries queries)
{
    public const int LongestText = 20_000;

    /// <param name="draft">A pattern that is being written, tried with those in force.</param>
    /// <param name="instead">The pattern that the draft would replace.</param>
    public async Task<TriedRedaction> RunAsync(
        string text,
        RedactionPattern? draft,
        Guid? instead,
        CancellationToken cancellation
    )
    {
        var stored = await queries.ListAsync(cancellation);
        var patterns = new RedactionPatterns(
            stored
                .Where(pattern => pattern.Enabled && pattern.Id != instead)
                .Select(static pattern => new RedactionPattern(
                    pattern.Id,
                    pattern.Name,
                    pattern.Expression,
                    pattern.Kind
                ))
                .Concat(draft is null ? [] : [draft]),
            new PatternCounts() // of its own: trying does not count as finding
        );
        var cut = text.Length <= LongestText ? text : text[..LongestText];
        var builtIn = SecretRedactor.Redact(cut);
        var own = 0;
        return new(patterns.Redact(builtIn.Text, ref own), builtIn.Count, own);
    }
}
