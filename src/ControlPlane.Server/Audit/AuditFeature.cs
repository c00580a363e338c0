using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Platform.Storage;

namespace ControlPlane.Server.Audit;

internal static class AuditFeature
{
    public static void AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<AuditQueries>();
        services.AddSingleton(new AppendOnlyTable(AuditTables.Name));
        services.AddSingleton(
            new NavigationEntry("Audit", "/audit", "audit", Order: 80, Policy: "manager", Key: "u", Section: "System")
        );
    }

    public static void MapAudit(this WebApplication app) => app.MapAuditLog();
}
