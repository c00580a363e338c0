using System.Globalization;

namespace ControlPlane.Samples.Fleet;

/// <summary>What the command line asks for. The key comes from the environment, where other users cannot read it.</summary>
/// <param name="Url">Where the control plane is; null if <paramref name="AddressFile"/> will say.</param>
/// <param name="AddressFile">A file that the server writes its address to when it listens.</param>
/// <param name="Watch">The fleet ends with this process.</param>
/// <param name="Speed">How many times faster than life.</param>
/// <param name="History">About how many runs the week before has; 0 imports none.</param>
/// <param name="For">How long to play; for ever if null.</param>
internal sealed record FleetOptions(
    Uri? Url,
    string? AddressFile,
    int? Watch,
    double Speed,
    int History,
    TimeSpan? For,
    long? Seed,
    string Key
)
{
    public const string KeyVariable = "CONTROLPLANE_KEY";

    public const string Usage = $"""
        Usage: {KeyVariable}=<key> Fleet --url http://127.0.0.1:8080
          --address-file <file>  wait for this file and read the address from it, instead of --url
          --watch <pid>          end when this process ends
          --history <runs>       about how many runs the week before has (2000; 0: none)
          --speed <times>        faster than life (1)
          --for <seconds>        end after this time
          --seed <number>        the same runs again
        """;

    /// <exception cref="FormatException">The command line makes no sense; the message says why.</exception>
    public static FleetOptions Read(IReadOnlyList<string> arguments, string? key)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i += 2)
        {
            given[arguments[i]] =
                i + 1 < arguments.Count
                    ? arguments[i + 1]
                    : throw new FormatException(arguments[i] + " needs a value.");
        }

        var options = new FleetOptions(
            Take("--url") is { } url ? Loopback(url) : null,
            Take("--address-file"),
            (int?)Number("--watch"),
            Number("--speed") ?? 1,
            (int)(Number("--history") ?? 2_000),
            Number("--for") is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            (long?)Number("--seed"),
            key is { Length: > 0 }
                ? key
                : throw new FormatException($"The environment variable {KeyVariable} is missing.")
        );
        return given.Count > 0 ? throw new FormatException("Unknown: " + given.Keys.First())
            : options.Url is null && options.AddressFile is null ? throw new FormatException("--url is missing.")
            : options.Speed is < 0.1 or > 1_000 ? throw new FormatException("--speed: from 0.1 to 1000.")
            : options;

        string? Take(string name) => given.Remove(name, out var value) ? value : null;

        double? Number(string name) =>
            Take(name) is not { } text ? null
            : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                ? number
            : throw new FormatException(name + " needs a number.");
    }

    /// <summary>Made-up runs stay on this machine.</summary>
    public static Uri Loopback(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.IsLoopback
            ? url
            : throw new FormatException($"{text} is not an address of this machine.");
}
