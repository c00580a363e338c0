using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ControlPlane.Server.Platform.Hosting;

/// <summary>Says on standard output, in plain words, where the server is reached once it is.</summary>
internal static class AddressAnnouncement
{
    public static void AnnounceAddresses(this WebApplication app) =>
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var addresses = app
                .Services.GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!
                .Addresses;
            foreach (var line in Describe([.. addresses]))
            {
                Console.WriteLine(line);
            }
        });

    // The web address is bound first and the telemetry port second: ListenAddresses.
    public static IEnumerable<string> Describe(IReadOnlyList<string> addresses) =>
        [
            $"Control plane is listening on {Reachable(addresses[0])}",
            $"OpenTelemetry (OTLP/HTTP) is accepted on {Reachable(addresses[^1])}",
        ];

    /// <summary>An address that a browser on this machine can open.</summary>
    public static string Reachable(string address) =>
        address
            .Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal)
            .Replace("//[::]:", "//127.0.0.1:", StringComparison.Ordinal);
}
