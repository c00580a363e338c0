using System.Security.Cryptography;
using System.Text;
using ControlPlane.Domain.Access;

namespace ControlPlane.Server.Access;

/// <summary>How a token is recognised without being kept.</summary>
internal static class TokenHash
{
    private const string FromSetting = "sha_";

    public static byte[] Of(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Finds a token that was given by configuration and so has no prefix of its own.</summary>
    public static string PrefixOf(byte[] hash) => FromSetting + Convert.ToHexStringLower(hash.AsSpan(0, 8));

    /// <summary>The prefixes under which a token may be stored.</summary>
    public static string[] PrefixesOf(string token, byte[] hash) =>
        TokenText.Parse(token) is { } text ? [text.Prefix, PrefixOf(hash)] : [PrefixOf(hash)];
}
