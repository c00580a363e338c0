using System.Text.Json;
using System.Text.RegularExpressions;
using ControlPlane.Domain.Platform;
using Npgsql;

namespace ControlPlane.Server.Platform.Hosting;

/// <summary>
/// Masks what must never be written: the secrets this server was configured with, and anything that looks like a key, a
/// bearer value or a password. It works on finished text, so that no way of logging goes around it.
/// </summary>
internal sealed partial class SecretMask
{
    private const string Mask = "***";
    private const int ShortestSecret = 6; // shorter ones occur in ordinary words
    private static readonly string[] SecretSettings =
    [
        "Bootstrap:AdminPassword",
        "Bootstrap:AdminToken",
        "Bootstrap:IngestKey",
        "Demonstration:Key",
    ];

    private readonly string[] secrets;

    public SecretMask(IEnumerable<string?> secrets) =>
        this.secrets = [
            .. secrets
                .OfType<string>()
                .Where(static secret => secret.Length >= ShortestSecret)
                .SelectMany(static secret => new[] { secret, JsonEncodedText.Encode(secret).ToString() })
                .Distinct(StringComparer.Ordinal)
                .OrderByDescending(static secret => secret.Length),
        ];

    public static SecretMask From(IConfiguration configuration) =>
        new([
            .. SecretSettings.Select(setting => configuration[setting]),
            .. configuration
                .GetSection("ConnectionStrings")
                .GetChildren()
                .Select(static child => PasswordIn(child.Value)),
        ]);

    public string Apply(string text)
    {
        foreach (var secret in secrets)
        {
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        }

        text = Keys().Replace(text, "${before}" + Mask);
        text = Credentials().Replace(text, "${before}" + Mask);
        text = UrlPasswords().Replace(text, "${before}" + Mask + "@");
        return NamedSecrets().Replace(text, "${before}" + Mask);
    }

    private static string? PasswordIn(string? connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString).Password;
        }
        catch (ArgumentException)
        {
            return null; // not a connection string: reported where it is used
        }
    }

    [GeneratedRegex(
        @"\b(?<before>cp[au]_|sk-)[A-Za-z0-9_\-]{6,}",
        RegexOptions.ExplicitCapture,
        RegexLimit.Milliseconds
    )]
    private static partial Regex Keys();

    [GeneratedRegex(
        @"\b(?<before>bearer\s+|authorization[""']?\s*[:=]\s*[""']?basic\s+)[A-Za-z0-9._~+/=\-]+",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        RegexLimit.Milliseconds
    )]
    private static partial Regex Credentials();

    [GeneratedRegex(@"(?<before>://[^\s/:@""]*:)[^\s/@""]+@", RegexOptions.ExplicitCapture, RegexLimit.Milliseconds)]
    private static partial Regex UrlPasswords();

    [GeneratedRegex(
        @"\b(?<before>(password|passwd|pwd|secret|api[_\-]?key|token)\\?[""']?\s*[:=]\s*\\?[""']?)[^\s;,&""'\\]+",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        RegexLimit.Milliseconds
    )]
    private static partial Regex NamedSecrets();
}
