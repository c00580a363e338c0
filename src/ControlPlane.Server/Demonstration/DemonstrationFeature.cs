using ControlPlane.Server.Agents;
using ControlPlane.Server.Demonstration.Pages;
using ControlPlane.Server.Platform.Hosting;
using ControlPlane.Server.Platform.Layout;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ControlPlane.Server.Demonstration;

internal static class DemonstrationFeature
{
    public static void AddDemonstration(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(DemonstrationOptions.Read(builder.Configuration));
        builder.Services.AddScoped<DemonstrationKey>();
        builder.Services.AddSingleton<DemonstrationQueries>();
        builder.Services.AddSingleton<RegisterDemonstrationAgents>();
        builder.Services.AddSingleton<RemoveDemonstration>();
        builder.Services.AddSingleton(static provider => new AgentMark(
            "demo",
            "Made up by the demonstration, like all its runs",
            provider.GetRequiredService<DemonstrationQueries>().AgentsAsync
        ));
        builder.Services.AddSingleton(new AgentNotice(typeof(DemonstrationNotice)));
        builder.Services.AddSingleton(new OverviewTile("Demonstration", typeof(DemonstrationNotice), Order: -10));
    }

    /// <summary>After access is prepared: gives the fleet its key, and tells it the address once there is one.</summary>
    public static async Task PrepareDemonstrationAsync(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<DemonstrationOptions>();
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DemonstrationKey>().ApplyAsync(options, CancellationToken.None);
        if (options.AddressFile is { } file)
        {
            app.Lifetime.ApplicationStarted.Register(() => File.WriteAllText(file, AddressOf(app)));
        }
    }

    private static string AddressOf(WebApplication app) =>
        AddressAnnouncement.Reachable(
            app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
        );
}
