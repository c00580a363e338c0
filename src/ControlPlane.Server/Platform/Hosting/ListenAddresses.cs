using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ControlPlane.Server.Platform.Hosting;

/// <summary>
/// Where the server listens: <c>Server:Address</c> with <c>Server:Port</c> for everything and <c>Otlp:HttpPort</c> for
/// telemetry only. Addresses given in ASP.NET Core's own way (<c>--urls</c>, <c>Kestrel:Endpoints</c>) replace both.
/// </summary>
internal static class ListenAddresses
{
    private const string PortSetting = "Server__Port";
    private const string OtlpPortSetting = "Otlp__HttpPort";

    public static void UseListenAddresses(this WebApplicationBuilder builder)
    {
        if (AreGivenOtherwise(builder.Configuration))
        {
            return;
        }

        var address = ReadAddress(builder.Configuration["Server:Address"]);
        var web = new IPEndPoint(address, ReadPort(builder.Configuration["Server:Port"], 8080, PortSetting));
        var otlp = new IPEndPoint(address, ReadPort(builder.Configuration["Otlp:HttpPort"], 4318, OtlpPortSetting));
        var shared = web.Port == otlp.Port && web.Port != 0;

        // Before PostgreSQL is started for nothing. Kestrel may still lose a race for the port: StartFailure has words
        // for that, too.
        EnsureFree(web, PortSetting);
        if (!shared)
        {
            EnsureFree(otlp, OtlpPortSetting);
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(web);
            if (!shared)
            {
                kestrel.Listen(otlp, static listen => listen.MarkAsOtlpPort());
            }
        });
    }

    private static bool AreGivenOtherwise(ConfigurationManager configuration) =>
        !string.IsNullOrWhiteSpace(configuration["urls"]) || configuration.GetSection("Kestrel:Endpoints").Exists();

    private static IPAddress ReadAddress(string? text) =>
        text switch
        {
            null or "" or "localhost" => IPAddress.Loopback,
            "*" or "+" => IPAddress.IPv6Any,
            _ when IPAddress.TryParse(text, out var address) => address,
            _ => throw new StartException(
                $"Server__Address is \"{text}\", which is not an IP address. Use for example 127.0.0.1 (this machine only) or 0.0.0.0 (everywhere)."
            ),
        };

    private static int ReadPort(string? text, int otherwise, string setting)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return otherwise;
        }

        return ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : throw new StartException(
                $"{setting} is \"{text}\", which is not a port (0 to 65535; 0 picks a free one)."
            );
    }

    private static void EnsureFree(IPEndPoint endpoint, string setting)
    {
        if (endpoint.Port == 0)
        {
            return;
        }

        try
        {
            using var probe = new TcpListener(endpoint);
            probe.Start();
        }
        catch (SocketException failure)
        {
            throw new StartException(
                failure.SocketErrorCode switch
                {
                    SocketError.AddressAlreadyInUse =>
                        $"Port {endpoint.Port} is already in use. Stop the program that uses it, or choose another port with {setting} (0 picks a free one).",
                    SocketError.AccessDenied =>
                        $"This user may not listen on port {endpoint.Port}. Choose a port above 1023 with {setting}.",
                    SocketError.AddressNotAvailable =>
                        $"This machine has no address {endpoint.Address}. Change Server__Address.",
                    _ => $"Cannot listen on {endpoint}: {failure.Message}. Change Server__Address or {setting}.",
                },
                failure
            );
        }
    }
}
