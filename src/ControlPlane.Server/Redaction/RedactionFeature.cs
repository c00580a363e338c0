using ControlPlane.Server.Platform.Layout;

namespace ControlPlane.Server.Redaction;

internal static class RedactionFeature
{
    public static void AddRedaction(this IServiceCollection services)
    {
        services.AddSingleton<CurrentRedaction>();
        services.AddHostedService<RedactionWorker>();
        services.AddSingleton<RedactionQueries>();
        services.AddSingleton<SavePattern>();
        services.AddSingleton<DeletePattern>();
        services.AddSingleton<TryRedaction>();
        services.AddSingleton(new SettingsEntry("Redaction", "/settings/redaction", Order: 40, Policy: "manager"));
    }

    /// <summary>After the migration and before the first request.</summary>
    public static Task PrepareRedactionAsync(this WebApplication app) =>
        app.Services.GetRequiredService<CurrentRedaction>().StartAsync(CancellationToken.None);

    public static void MapRedaction(this WebApplication app) => app.MapPatterns();
}
