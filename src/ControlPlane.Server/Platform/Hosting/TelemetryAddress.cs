using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ControlPlane.Server.Platform.Hosting;

/// <summary>Where a reader's agents send telemetry, as far as it can be told from the page the reader looks at.</summary>
internal sealed class TelemetryAddress(IServer server)
{
    /// <param name="page">The address under which the reader reached this server.</param>
    public string For(Uri page) => Of(page, [.. server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []]);

    /// <param name="listening">The web address first and the telemetry port last: ListenAddresses.</param>
    public static string Of(Uri page, IReadOnlyList<string> listening)
    {
        int[] ports = [.. listening.Select(static address => BindingAddress.Parse(address).Port)];

        // Behind a proxy or a mapped port only the way the reader came is known to work: it takes telemetry, too.
        return ports.Length > 0 && ports[0] == page.Port
            ? $"{page.Scheme}://{page.Host}:{ports[^1]}"
            : page.GetLeftPart(UriPartial.Authority);
    }
}
