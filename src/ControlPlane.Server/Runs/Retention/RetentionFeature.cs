using ControlPlane.Server.Platform.Layout;

namespace ControlPlane.Server.Runs.Retention;

internal static class RetentionFeature
{
    public static void AddRetention(this IServiceCollection services)
    {
        services.AddSingleton<RetentionPeriods>();
        services.AddSingleton<RetentionQueries>();
        services.AddSingleton<ChangeRetention>();
        services.AddSingleton<CleanUpRuns>();
        services.AddHostedService<RetentionWorker>();
        services.AddSingleton(new SettingsEntry("Retention", "/settings/retention", Order: 50));
    }

    /// <summary>After the migration and before the first request.</summary>
    public static Task PrepareRetentionAsync(this WebApplication app) =>
        app.Services.GetRequiredService<RetentionPeriods>().StartAsync(CancellationToken.None);
}
