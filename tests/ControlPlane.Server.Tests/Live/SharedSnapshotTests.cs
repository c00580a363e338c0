using ControlPlane.Server.Tests.Platform;

namespace ControlPlane.Server.Tests.Live;

public sealed class SharedSnapshotTests(TestPostgres postgres)
{
    private int reads;

    [Fact]
    public async Task Pages_that_ask_at_once_share_one_read_for_each_version()
    {
        await using var server = await LiveServer.StartAsync(postgres);
        var heard = await server.WatchAsync("orders");

        var first = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => GetAsync(server)));
        Assert.Equal(1, reads);
        Assert.Single(first.Distinct());

        server.Announcer.Announce("orders");
        await Eventually.TrueAsync(() => heard.Count == 2);
        var second = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => GetAsync(server)));

        Assert.Equal(2, reads);
        Assert.NotEqual(first[0], second[0]);
    }

    [Fact]
    public async Task A_topic_nobody_watches_is_read_every_time_and_kept_nowhere()
    {
        await using var server = await LiveServer.StartAsync(postgres);

        await GetAsync(server);
        await GetAsync(server);

        Assert.Equal(2, reads);
        Assert.Equal(0, server.Snapshots.Count);
    }

    [Fact]
    public async Task What_nobody_watches_any_more_is_dropped()
    {
        await using var server = await LiveServer.StartAsync(postgres);
        var heard = await server.WatchAsync("orders");
        await GetAsync(server);
        Assert.Equal(1, server.Snapshots.Count);

        heard.Subscription!.Dispose();

        await Eventually.TrueAsync(() => server.Snapshots.Count == 0, seconds: 30);
    }

    [Fact]
    public async Task A_failed_read_is_not_kept()
    {
        await using var server = await LiveServer.StartAsync(postgres);
        await server.WatchAsync("orders");

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            server.Snapshots.GetAsync<string>(
                "orders",
                "all",
                static _ => throw new InvalidOperationException("no"),
                CancellationToken.None
            )
        );

        Assert.Equal("read 1", await GetAsync(server));
    }

    private Task<string> GetAsync(LiveServer server) =>
        server.Snapshots.GetAsync(
            "orders",
            "all",
            async _ =>
            {
                await Task.Yield();
                return $"read {Interlocked.Increment(ref reads)}";
            },
            CancellationToken.None
        );
}
