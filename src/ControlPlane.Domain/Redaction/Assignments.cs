using System.Buffers;

namespace ControlPlane.Domain.Redaction;

/// <summary>
/// Values whose name says that they are secret: <c>password=…</c>, <c>"client_secret": "…"</c>, <c>AccountKey=…;</c>,
/// <c>--api-key …</c>, header lines, XML elements, query parameters. Names are read by <see cref="SensitiveKeys"/>.
/// </summary>
internal sealed class Assignments : ISecretFamily
{
    private const int MaxNamePart = 64;
    private const string SharedAccessSignature = "sig=";

    private static readonly SearchValues<string> Names = SearchValues.Create(
        [.. SensitiveKeys.Parts, SharedAccessSignature],
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-."
    );

    public IReadOnlyList<string> Hints { get; } = [.. SensitiveKeys.Parts, SharedAccessSignature];

    public void Find(string text, List<SecretHit> hits)
    {
        var at = 0;
        while (text.AsSpan(at).IndexOfAny(Names) is >= 0 and var ahead)
        {
            var found = at + ahead;
            var start = NameStart(text, found, at);
            var end = NameEnd(text, found);
            at = Math.Max(end, found + 1);
            if (KeyOf(text, start, end) is { } key && AssignedValue.Read(text, start, end, key) is { } hit)
            {
                hits.Add(hit);
                at = hit.End;
            }
        }
    }

    private static SensitiveKey? KeyOf(string text, int start, int end)
    {
        var name = text.AsSpan(start, end - start);
        return name.Equals("sig", StringComparison.Ordinal) && text.AsSpan(0, start) is [.., '?' or '&']
            ? new SensitiveKey("signature")
            : SensitiveKeys.Of(name);
    }

    private static int NameStart(string text, int found, int from)
    {
        var window = text.AsSpan(from, found - from);
        window = window[Math.Max(0, window.Length - MaxNamePart)..];
        var start = found - window.Length + window.LastIndexOfAnyExcept(NameCharacters) + 1;
        // The n of \npassword belongs to the line end before it.
        return start > 0 && start < found && text[start - 1] == '\\' && text[start] is 'n' or 'r' or 't'
            ? start + 1
            : start;
    }

    private static int NameEnd(string text, int found)
    {
        var window = text.AsSpan(found, Math.Min(2 * MaxNamePart, text.Length - found));
        var length = window.IndexOfAnyExcept(NameCharacters);
        return found + (length < 0 ? window.Length : length);
    }
}
