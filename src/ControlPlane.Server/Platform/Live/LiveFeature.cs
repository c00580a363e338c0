namespace ControlPlane.Server.Platform.Live;

internal static class LiveFeature
{
    /// <summary>
    /// Call it before features with workers: hosted services stop in reverse order, and what the workers announce last
    /// must still be sent.
    /// </summary>
    public static void AddLive(this IServiceCollection services)
    {
        services.AddSingleton<LiveTopics>();
        services.AddSingleton<SharedSnapshots>();
        services.AddSingleton<TopicAnnouncer>();
        services.AddHostedService(static provider => provider.GetRequiredService<TopicAnnouncer>());
        services.AddHostedService<TopicListener>();
        services.AddScoped<PageVisibility>();
        services.AddScoped<LivePages>();
    }
}
