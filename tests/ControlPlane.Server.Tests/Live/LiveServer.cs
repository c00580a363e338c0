using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Tests.Platform;
using ControlPlane.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ControlPlane.Server.Tests.Live;

/// <summary>A server of which only the live part is looked at.</summary>
internal sealed class LiveServer(TestServer server) : IAsyncDisposable
{
    public LiveTopics Topics { get; } = server.Services.GetRequiredService<LiveTopics>();

    public TopicAnnouncer Announcer { get; } = server.Services.GetRequiredService<TopicAnnouncer>();

    public SharedSnapshots Snapshots { get; } = server.Services.GetRequiredService<SharedSnapshots>();

    public NpgsqlDataSource Database { get; } = server.Services.GetRequiredService<NpgsqlDataSource>();

    public string ConnectionString => server.ConnectionString;

    public static async Task<LiveServer> StartAsync(TestPostgres postgres, string? database = null) =>
        new(await TestServer.StartAsync(postgres, database));

    /// <summary>Watches a topic and waits until its version is known, so that later changes are told apart.</summary>
    public async Task<Heard> WatchAsync(string topic)
    {
        var heard = new Heard();
        heard.Subscription = Topics.Subscribe(topic, heard.Add);
        await Eventually.TrueAsync(() => Topics.VersionOf(topic) is not null);
        await Eventually.TrueAsync(() => heard.Count == 1);
        return heard;
    }

    // As the database's owner: what is done here the server itself may not do.
    public async Task ExecuteAsync(string sql)
    {
        await using var owner = NpgsqlDataSource.Create(ConnectionString);
        await using var command = owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var owner = NpgsqlDataSource.Create(ConnectionString);
        await using var command = owner.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}

/// <summary>For tests that watch topics of their own.</summary>
public sealed class SharedLiveServer(TestPostgres postgres) : SharedServer(postgres)
{
    internal LiveServer Live => new(Server);
}

/// <summary>How often a subscription was told of a change; the first time is that its version became known.</summary>
internal sealed class Heard
{
    private int count;

    public IDisposable? Subscription { get; set; }

    public int Count => Volatile.Read(ref count);

    public void Add() => Interlocked.Increment(ref count);
}
