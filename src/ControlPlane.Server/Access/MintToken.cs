using System.Security.Claims;
using System.Security.Cryptography;
using ControlPlane.Domain.Access;

namespace ControlPlane.Server.Access;

/// <summary>What keys and tokens have in common when they are made.</summary>
internal static class MintToken
{
    public const int NameLength = 100;

    public static (TokenText Text, byte[] Hash) Draw(TokenKind kind)
    {
        Span<byte> random = stackalloc byte[TokenText.RandomBytes];
        RandomNumberGenerator.Fill(random);
        var text = TokenText.From(kind, random);
        return (text, TokenHash.Of(text.ToString()));
    }

    public static Dictionary<string, string[]> Check(string? name, DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > NameLength || !SingleLine.Is(name.Trim()))
        {
            errors["name"] = [$"Give it a name of at most {NameLength} characters on one line."];
        }

        if (expiresAt <= now)
        {
            errors["expiresAt"] = ["Must be in the future."];
        }

        return errors;
    }

    public static IssuedToken Show(AccessToken token, TokenText text, ClaimsPrincipal caller, DateTimeOffset now) =>
        new(TokenRow.Of(token, caller.Identity?.Name, now), text.ToString());
}
