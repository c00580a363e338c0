namespace ControlPlane.Server.Platform.Hosting;

/// <summary>On SIGTERM or Ctrl-C no new request is accepted and those in flight are finished.</summary>
internal static class GracefulStop
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static void UseGracefulStop(this WebApplicationBuilder builder) =>
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = Patience);
}
