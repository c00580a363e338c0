using ControlPlane.Server.Runs;

namespace ControlPlane.Server.Ingestion;

internal static class IngestionFeature
{
    public static void AddIngestion(this IServiceCollection services)
    {
        services.AddSingleton<OtlpBody>();
        services.AddSingleton<IngestTelemetry>();
        services.AddSingleton<IStepDocumentReader, SpanDocumentReader>();
        services.AddOptions<IngestionOptions>().BindConfiguration("Ingestion");
    }

    public static void MapIngestion(this WebApplication app) => app.MapOtlp();
}
