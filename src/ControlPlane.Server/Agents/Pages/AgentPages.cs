using ControlPlane.Server.Platform.Layout;

namespace ControlPlane.Server.Agents.Pages;

internal static class AgentPages
{
    public static void AddAgentPages(this IServiceCollection services)
    {
        services.AddSingleton<AgentOverview>();
        services.AddSingleton<FleetQueries>();
        services.AddSingleton(
            new NavigationEntry(
                "Agents",
                "/agents",
                "agents",
                Order: 20,
                Badge: typeof(FailingAgents),
                UsualRange: "24h",
                Key: "a"
            )
        );
        services.AddSingleton(
            new OverviewTile("Fleet in a sentence", typeof(FleetHeadline), 0, Place: TilePlace.Headline)
        );
        services.AddSingleton(new OverviewTile("Figures", typeof(FleetFigures), 0, Place: TilePlace.Figures));
        services.AddSingleton(new OverviewTile("Fleet", typeof(FleetBoard), 0));
        services.AddSingleton(new OverviewTile("Slowest runs", typeof(SlowestRuns), 0, Place: TilePlace.Left));
        services.AddSingleton(new OverviewTile("Newest agents", typeof(NewestAgents), 10, Place: TilePlace.Left));
        services.AddSingleton(new SettingsEntry("Keys", "/settings/keys", Order: 30));
        services.AddSingleton<AgentUse>();
        services.AddSingleton<AgentMarks>();
        services.AddSingleton(new AgentSection("Keys", typeof(AgentKeys), Order: 20));
    }
}
