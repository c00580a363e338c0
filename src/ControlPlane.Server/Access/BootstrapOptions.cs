using ControlPlane.Domain.Access;
using ControlPlane.Server.Platform.Hosting;

namespace ControlPlane.Server.Access;

/// <summary>The settings that make the first administrator and keys; each may be missing.</summary>
internal sealed record BootstrapOptions(
    string? AdminEmail,
    string? AdminPassword,
    string? AdminToken,
    string? IngestKey
)
{
    public const string EmailSetting = "Bootstrap:AdminEmail";
    public const string PasswordSetting = "Bootstrap:AdminPassword";
    public const string TokenSetting = "Bootstrap:AdminToken";
    public const string IngestKeySetting = "Bootstrap:IngestKey";

    private const int TokenLength = 32;

    /// <summary>Whether anything asks for an administrator.</summary>
    public bool NamesAdmin => (AdminEmail ?? AdminPassword ?? AdminToken) is not null;

    /// <exception cref="StartException">A value cannot be used. The message names the setting, never its value.</exception>
    public static BootstrapOptions Read(IConfiguration configuration)
    {
        var options = new BootstrapOptions(
            Value(configuration, EmailSetting),
            Value(configuration, PasswordSetting),
            Value(configuration, TokenSetting),
            Value(configuration, IngestKeySetting)
        );
        if (options.AdminEmail is { } email && email.IndexOf('@', StringComparison.Ordinal) < 1)
        {
            throw new StartException($"{EmailSetting} must be an e-mail address.");
        }

        Require(options.AdminPassword, Passwords.MinimumLength, PasswordSetting);
        Require(options.AdminToken, TokenLength, TokenSetting);
        Require(options.IngestKey, TokenLength, IngestKeySetting);
        if (options.AdminToken is not null && options.AdminToken == options.IngestKey)
        {
            throw new StartException($"{TokenSetting} and {IngestKeySetting} must differ.");
        }

        return options;
    }

    // Never printed: a record would write its values.
    public override string ToString() => nameof(BootstrapOptions);

    // An environment variable that is set to nothing is not set.
    private static string? Value(IConfiguration configuration, string setting) =>
        configuration[setting] is { Length: > 0 } value ? value : null;

    private static void Require(string? value, int length, string setting)
    {
        if (value is not null && value.Length < length)
        {
            throw new StartException($"{setting} needs at least {length} characters.");
        }
    }
}
