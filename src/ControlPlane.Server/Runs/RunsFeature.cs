using ControlPlane.Server.Agents;
using ControlPlane.Server.Runs.Activity;
using ControlPlane.Server.Runs.Api;
using ControlPlane.Server.Runs.Recording;
using ControlPlane.Server.Runs.Retention;

namespace ControlPlane.Server.Runs;

internal static class RunsFeature
{
    public static void AddRuns(this IServiceCollection services)
    {
        services.AddSingleton<StepPartitions>();
        services.AddSingleton<StepRecorder>();
        services.AddHostedService(static provider => provider.GetRequiredService<StepRecorder>());
        services.AddSingleton<StepContents>();
        services.AddSingleton<RunQueries>();
        services.AddSingleton<RunList>();
        services.AddSingleton<RunFacets>();
        services.AddSingleton<RunMessages>();
        services.AddSingleton<RunPeeks>();
        services.AddSingleton<RunTraces>();
        services.AddSingleton<StepPages>();
        services.AddSingleton<RunTextSearch>();
        services.AddSingleton<ToolCallOrigins>();
        services.AddSingleton<SessionQueries>();
        services.AddSingleton<RunningRuns>();
        services.AddSingleton<EnvironmentsSeen>();
        services.AddSingleton<StartRun>();
        services.AddSingleton<ReportSteps>();
        services.AddSingleton<CompleteRun>();
        services.AddSingleton<DeleteRuns>();
        services.AddSingleton(static provider => new AgentRemoval(
            provider.GetRequiredService<DeleteRuns>().OfAgentAsync
        ));
        services.AddSingleton<IStepDocumentReader, ApiStepReader>();
        services.AddSingleton<LoseSilentRuns>();
        services.AddHostedService<RunWorker>();
        services.AddRetention();
        services.AddSingleton<AgentActivityQueries>();
        services.AddSingleton(new AgentSection("Models and tools, last seven days", typeof(AgentActivity), Order: 5));
        services.AddOptions<RunOptions>().BindConfiguration("Runs");
    }

    public static void MapRuns(this WebApplication app)
    {
        app.MapRunEndpoints();
        app.MapRetention();
    }
}
