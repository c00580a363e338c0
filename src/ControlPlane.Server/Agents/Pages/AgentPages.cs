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
                Key: "a",
                Section: "Work",
                OnPhone: true
            )
        );
        services.AddSingleton(
            new OverviewTile("Fleet in a sentence", typeof(FleetHeadline), 0, Place: TilePlace.Headline)
        );
        services.AddSingleton(new OverviewTile("Figures", typeof(FleetFigures), 0, Place: TilePlace.Figures));
        services.AddSingleton(new OverviewTile("Fleet", typeof(FleetBoard), 0));
        services.AddSingleton(new OverviewTile("Slowest runs", typeof(SlowestRuns), 0, Place: TilePlace.Left));
        services.AddSingleton(new OverviewTile("Newest agents", typeof(NewestAgents), 10, Place: TilePlace.Left));
        services.AddSingleton(new NavigationEntry("Keys", "/keys", "keys", Order: 70, Key: "k", Section: "System"));
        services.AddSingleton(new SettingsEntry("Keys", "/settings/keys", Order: 30));
        services.AddSingleton<AgentUse>();
        services.AddSingleton<AgentMarks>();
        services.AddSingleton<AgentFinder>();
        services.AddSingleton(static provider => new PaletteSource(
            "Agents",
            (text, cancellation) => FindAsync(provider.GetRequiredService<AgentFinder>(), text, cancellation)
        ));
        services.AddSingleton(
            new PaletteAction("Register an agent", "/register-agent", "add", "manager", "new create add")
        );
        services.AddSingleton(
            new PaletteAction("Create a key", "/settings/keys", "keys", "manager", "new agent token ingest")
        );
        services.AddSingleton(new AgentSection("Keys", typeof(AgentKeys), Order: 20));
    }

    private static async Task<IReadOnlyList<PaletteItem>> FindAsync(
        AgentFinder agents,
        string text,
        CancellationToken cancellation
    ) =>
        [
            .. (await agents.FindAsync(text, cancellation)).Select(static agent => new PaletteItem(
                agent.Name,
                "/agents/" + Uri.EscapeDataString(agent.Slug),
                "agents",
                agent.Team,
                Exact: false
            )),
        ];
}
