using ControlPlane.Server.Agents;
using ControlPlane.Server.Platform.Layout;

namespace ControlPlane.Server.Runs.Pages;

internal static class RunPages
{
    /// <summary>What the pages of runs add to navigation and to the agent's page.</summary>
    public static void AddRunPages(this IServiceCollection services)
    {
        services.AddSingleton(
            new NavigationEntry(
                "Runs",
                "/runs",
                "runs",
                Order: 10,
                Badge: typeof(RunningNow),
                UsualRange: "",
                Key: "r",
                Section: "Work",
                OnPhone: true
            )
        );
        services.AddSingleton(new OverviewTile("Latest failures", typeof(LatestFailures), -5, Place: TilePlace.Left));
        services.AddSingleton(new OverviewTile("As it happens", typeof(RunsAsTheyHappen), 0, Place: TilePlace.Right));
        services.AddSingleton(static provider =>
        {
            var environments = provider.GetRequiredService<EnvironmentsSeen>();
            return new EnvironmentChoices(environments.ListAsync);
        });
        services.AddSingleton<RunFinder>();
        services.AddSingleton<RunPalette>();
        services.AddSingleton(static provider => new PaletteSource(
            "Runs",
            provider.GetRequiredService<RunPalette>().FindAsync
        ));
        services.AddSingleton(new AgentSection("Latest runs", typeof(AgentRuns), Order: 10));
    }
}
