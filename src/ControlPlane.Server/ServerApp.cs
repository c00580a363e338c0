using ControlPlane.Server.Access;
using ControlPlane.Server.Agents;
using ControlPlane.Server.Agents.Pages;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Demonstration;
using ControlPlane.Server.Ingestion;
using ControlPlane.Server.Platform.Hosting;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Platform.Storage;
using ControlPlane.Server.Prices;
using ControlPlane.Server.Redaction;
using ControlPlane.Server.Runs;
using ControlPlane.Server.Runs.Api;
using ControlPlane.Server.Runs.Pages;
using ControlPlane.Server.Runs.Retention;

namespace ControlPlane.Server;

/// <summary>Puts the server together. Tests call it with arguments of their own.</summary>
internal static class ServerApp
{
    public static async Task<WebApplication> BuildAsync(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = args,
                ContentRootPath = ContentRoot.Find(),
                // Else it is the test runner's, under whose name there are no static files.
                ApplicationName = typeof(ServerApp).Assembly.GetName().Name,
            }
        );
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.ConfigureHttpJsonOptions(static options =>
        {
            ApiJson.Configure(options.SerializerOptions);
            TolerantJson.Configure(options.SerializerOptions);
        });
        builder.AddLogs();
        builder.UseListenAddresses();
        builder.Services.AddSingleton<TelemetryAddress>();
        builder.UseGracefulStop();
        builder.AddProblems();
        builder.AddHealth();
        builder.AddContract();
        builder.AddStorage();
        builder.Services.AddLive();
        builder.Services.AddLayout();
        builder.Services.AddAudit();
        builder.AddAccess();
        builder.AddAgents();
        builder.Services.AddAgentPages();
        builder.Services.AddPrices();
        builder.Services.AddRedaction();
        builder.Services.AddRuns();
        builder.Services.AddRunPages();
        builder.Services.AddIngestion();
        builder.AddDemonstration();
        configure?.Invoke(builder);

        var app = await PreparedAsync(builder.Build());
        app.UseRequestLog();
        app.UseSecurityHeaders();
        app.UseProblems();
        app.UseOtlpPortLimits();
        app.UseContractPage();
        app.UsePageNotFound();
        app.UseRouting(); // after it, so that the page that says "not found" is found
        app.UseAccess();

        app.MapHealth();
        app.MapContract();
        app.MapLayout();
        app.MapAccess();
        app.MapAudit();
        app.MapAgents();
        app.MapRedaction();
        app.MapRuns();
        app.MapIngestion();
        app.MapDemonstration();
        MakeEndpointsOnce(app);
        return app;
    }

    // Routing and authorization each ask every source for its endpoints, which compiles their handlers each time; a
    // composite keeps what it was told.
    private static void MakeEndpointsOnce(IEndpointRouteBuilder routes)
    {
        var all = new CompositeEndpointDataSource([.. routes.DataSources]);
        routes.DataSources.Clear();
        routes.DataSources.Add(all);
    }

    // A server that cannot start leaves nothing behind: no PostgreSQL, no hold on the data folder.
    private static async Task<WebApplication> PreparedAsync(WebApplication app)
    {
        try
        {
            await app.PrepareStorageAsync();
            await app.PreparePricesAsync();
            await app.PrepareRedactionAsync();
            await app.PrepareRetentionAsync();
            await app.PrepareAccessAsync();
            await app.PrepareDemonstrationAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }
}
