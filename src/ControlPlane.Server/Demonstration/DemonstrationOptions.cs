using ControlPlane.Server.Platform.Hosting;

namespace ControlPlane.Server.Demonstration;

/// <summary>What starts the server together with a demonstration fleet says, as <c>run.sh</c> does.</summary>
/// <param name="Key">The fleet's key, made for this start alone. Without it there is no demonstration.</param>
/// <param name="AddressFile">Where the server writes its address once it listens.</param>
/// <param name="Restore">Whether a demonstration that was removed may come back.</param>
internal sealed record DemonstrationOptions(string? Key, string? AddressFile, bool Restore)
{
    public const string KeySetting = "Demonstration:Key";

    private const int KeyLength = 32;

    /// <exception cref="StartException">The key is too short. The message does not show it.</exception>
    public static DemonstrationOptions Read(IConfiguration configuration)
    {
        var key = configuration[KeySetting] is { Length: > 0 } value ? value : null;
        return key is { Length: < KeyLength }
            ? throw new StartException($"{KeySetting} needs at least {KeyLength} characters.")
            : new DemonstrationOptions(
                key,
                configuration["Demonstration:AddressFile"] is { Length: > 0 } file ? file : null,
                configuration.GetValue<bool>("Demonstration:Restore")
            );
    }

    // Never printed: a record would write its values.
    public override string ToString() => nameof(DemonstrationOptions);
}
