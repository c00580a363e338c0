using ControlPlane.Server.Tests.Platform;
using ControlPlane.Tests.Fixtures;

namespace ControlPlane.Server.Tests.Live;

public sealed class SharedSnapshotTests(SharedLiveServer shared, TestPostgres postgres)
    : IClassFixture<SharedLiveServer>
{
    private readonly LiveServer server = shared.Live;
    private readonly string topic = Names.New("orders");
    private int reads;

    [Fact]
    public async Task Pages_that_ask_at_once_share_one_read_for_each_version()
    {
        var heard = await server.WatchAsync(topic);

        var first = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => GetAsync(server)));
        Assert.Equal(1, reads);
        Assert.Single(first.Distinct());

        server.Announcer.Announce(topic);
        await Eventually.TrueAsync(() => heard.Count == 2);
        var second = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => GetAsync(server)));

        Assert.Equal(2, reads);
        Assert.NotEqual(first[0], second[0]);
    }

    [Fact]
    public async Task A_topic_nobody_watches_is_read_every_time_and_kept_nowhere()
    {
        await using var own = await LiveServer.StartAsync(postgres);

        await GetAsync(own);
        await GetAsync(own);

        Assert.Equal(2, reads);
        Assert.Equal(0, own.Snapshots.Count);
    }

    [Fact]
    public async Task What_nobody_watches_any_more_is_dropped()
    {
        await using var own = await LiveServer.StartAsync(postgres);
        var heard = await own.WatchAsync(topic);
        await GetAsync(own);
        Assert.Equal(1, own.Snapshots.Count);

        heard.Subscription!.Dispose();

        await Eventually.TrueAsync(() => own.Snapshots.Count == 0);
    }

    [Fact]
    public async Task A_failed_read_is_not_kept()
    {
        await server.WatchAsync(topic);

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            server.Snapshots.GetAsync<string>(
                topic,
                "all",
                static _ => throw new InvalidOperationException("no"),
                CancellationToken.None
            )
        );

        Assert.Equal("read 1", await GetAsync(server));
    }

    private Task<string> GetAsync(LiveServer from) =>
        from.Snapshots.GetAsync(
            topic,
            "all",
            async _ =>
            {
                await Task.Yield();
                return $"read {Interlocked.Increment(ref reads)}";
            },
            CancellationToken.None
        );
}
