using System.Buffers;
using System.Collections.Frozen;

namespace ControlPlane.Domain.Redaction;

/// <summary>Which names say that their value is a secret.</summary>
internal static class SensitiveKeys
{
    public const string Authorization = "authorization";
    public const string Cookie = "cookie";
    public const string Password = "password";

    /// <summary>Every sensitive name contains one of these.</summary>
    public static readonly string[] Parts =
    [
        "pass",
        "pwd",
        "secret",
        "token",
        "authorization",
        "cookie",
        "credential",
        "key",
        "signature",
    ];

    // The last word, or the last two or three together. A name with more behind it means something about the
    // secret: password_length, token_count, api_key_id.
    private static readonly FrozenDictionary<string, SensitiveKey> Names = new Dictionary<string, SensitiveKey>(
        StringComparer.Ordinal
    )
    {
        ["password"] = new(Password),
        ["passwd"] = new(Password),
        ["pwd"] = new(Password),
        ["passphrase"] = new(Password),
        ["passcode"] = new(Password),
        ["dbpass"] = new(Password),
        ["smtppass"] = new(Password),
        ["userpass"] = new(Password),
        ["rootpass"] = new(Password),
        ["adminpass"] = new(Password),
        ["mysqlpass"] = new(Password),
        ["redispass"] = new(Password),
        ["secret"] = new("secret"),
        ["clientsecret"] = new("secret"),
        ["appsecret"] = new("secret"),
        ["authorization"] = new(Authorization),
        ["cookie"] = new(Cookie),
        ["setcookie"] = new(Cookie),
        ["apikey"] = new("api-key"),
        ["subscriptionkey"] = new("api-key"),
        ["functionskey"] = new("api-key"),
        ["accesskey"] = new("access-key"),
        ["secretkey"] = new("secret-key"),
        ["secretaccesskey"] = new("secret-key"),
        ["accountkey"] = new("account-key"),
        ["sharedaccesskey"] = new("account-key"),
        ["sharedkey"] = new("account-key"),
        ["privatekey"] = new("private-key"),
        ["signingkey"] = new("private-key"),
        ["encryptionkey"] = new("private-key"),
        ["masterkey"] = new("private-key"),
        ["authkey"] = new("api-key"),
        ["servicekey"] = new("api-key"),
        ["accesstoken"] = new("token"),
        ["refreshtoken"] = new("token"),
        ["idtoken"] = new("token"),
        ["authtoken"] = new("token"),
        ["apitoken"] = new("token"),
        ["sessiontoken"] = new("token"),
        ["securitytoken"] = new("token"),
        ["bearertoken"] = new("token"),
        ["oauthtoken"] = new("token"),
        ["bottoken"] = new("token"),
        ["amzsignature"] = new("signature"),
        ["googsignature"] = new("signature"),
        ["token"] = new("token", MustLookRandom: true),
        ["credential"] = new("credentials", MustLookRandom: true),
        ["credentials"] = new("credentials", MustLookRandom: true),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly SearchValues<string> AnyPart = SearchValues.Create(
        Parts,
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly FrozenSet<string> NoSecretTokens = new[]
    {
        "next",
        "page",
        "continuation",
        "pagination",
        "sync",
        "cursor",
        "per",
        "first",
        "last",
        "stop",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What the value of this name is; null if it is no secret.</summary>
    public static SensitiveKey? Of(ReadOnlySpan<char> name)
    {
        if (!name.ContainsAny(AnyPart))
        {
            return null;
        }

        var words = Words(name);
        var compact = "";
        SensitiveKey? found = null;
        for (var count = 1; count <= Math.Min(words.Count, 3); count++)
        {
            compact = words[^count] + compact;
            found = Names.GetValueOrDefault(compact) ?? found;
        }

        return found is { MustLookRandom: true } && words.Count > 1 && NoSecretTokens.Contains(words[^2])
            ? null
            : found;
    }

    /// <summary>The words of a name in lower case, however they are joined: a-b, a_b, a.b, aB. Digits at the end go.</summary>
    private static List<string> Words(ReadOnlySpan<char> name)
    {
        name = name.TrimEnd("0123456789_-.");
        var words = new List<string>();
        var start = 0;
        for (var end = 1; end <= name.Length; end++)
        {
            if (end == name.Length || !char.IsLetterOrDigit(name[end]) || StartsWord(name, end))
            {
                var word = name[start..end].Trim("_-. /:@$");
                if (!word.IsEmpty)
                {
                    words.Add(word.ToString().ToLowerInvariant());
                }

                start = end;
            }
        }

        return words;
    }

    /// <summary>A capital after a small letter, or the last capital of a row before a small letter.</summary>
    private static bool StartsWord(ReadOnlySpan<char> name, int position) =>
        char.IsUpper(name[position])
        && (!char.IsUpper(name[position - 1]) || (position + 1 < name.Length && char.IsLower(name[position + 1])));
}

/// <param name="Kind">What stands in the replacement.</param>
/// <param name="MustLookRandom">The name is used for harmless things, too: only a value that looks random is one.</param>
internal sealed record SensitiveKey(string Kind, bool MustLookRandom = false)
{
    private const int MinRandom = 16;

    /// <summary>Whether a whole value under this name is a secret.</summary>
    public bool Covers(ReadOnlySpan<char> value) =>
        !MustLookRandom
        || (value.Length >= MinRandom && !value.ContainsAny(" \t\r\n") && TokenEdges.LooksRandom(value));
}
