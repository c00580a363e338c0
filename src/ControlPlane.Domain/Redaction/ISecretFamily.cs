using System.Runtime.InteropServices;

namespace ControlPlane.Domain.Redaction;

/// <summary>
/// One family of secrets, in a file of its own. A family reads text of any length that anybody may have written, so
/// its work must grow with the length only linearly.
/// </summary>
internal interface ISecretFamily
{
    /// <summary>Without one of these in the text, in any case, the family has nothing to find. Empty: it looks itself.</summary>
    IReadOnlyList<string> Hints { get; }

    void Find(string text, List<SecretHit> hits);
}

/// <summary>A secret in a text.</summary>
/// <param name="Kind">What stands in the replacement: <c>[redacted:kind]</c>.</param>
/// <param name="IsBare">A number without quotes: in JSON, its replacement needs them.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SecretHit(int Start, int Length, string Kind, bool IsBare = false)
{
    public int End => Start + Length;
}
