namespace ControlPlane.Server.Agents;

internal static class AgentsFeature
{
    public static void AddAgents(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AgentQueries>();
        builder.Services.AddSingleton<RegisterAgent>();
        builder.Services.AddSingleton<ChangeAgent>();
        builder.Services.AddSingleton<DeleteAgent>();
    }

    public static void MapAgents(this WebApplication app)
    {
        app.MapAgentList();
        app.MapAgentKeys();
    }
}
