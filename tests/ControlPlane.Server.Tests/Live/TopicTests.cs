using System.Diagnostics;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Tests.Platform;
using ControlPlane.Tests.Fixtures;
using Npgsql;

namespace ControlPlane.Server.Tests.Live;

public sealed class TopicTests(SharedLiveServer shared, TestPostgres postgres) : IClassFixture<SharedLiveServer>
{
    private readonly LiveServer server = shared.Live;
    private readonly string topic = Names.New("orders");

    [Fact]
    public async Task An_announcement_reaches_the_pages_of_every_server()
    {
        await using var second = await LiveServer.StartAsync(postgres, server.ConnectionString);
        var here = await server.WatchAsync(topic);
        var there = await second.WatchAsync(topic);

        const int rounds = 4;
        var watch = Stopwatch.StartNew();
        for (var round = 1; round <= rounds; round++)
        {
            server.Announcer.Announce(topic);
            await Eventually.TrueAsync(() => here.Count == round + 1 && there.Count == round + 1);
        }

        // Without notifications each round but the first would wait for the comparison that is made every two seconds.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2 * (rounds - 1)), $"took {watch.Elapsed}: polled, not heard");
    }

    [Fact]
    public async Task A_lost_notification_only_delays()
    {
        var heard = await server.WatchAsync(topic);
        await server.ExecuteAsync(
            $"INSERT INTO topics (name, changed_at) VALUES ('{topic}', now()) ON CONFLICT (name) DO NOTHING"
        );
        await Eventually.TrueAsync(() => heard.Count == 2);
    }

    [Fact]
    public async Task A_listener_whose_connection_is_cut_hears_again_and_misses_nothing()
    {
        await using var own = await LiveServer.StartAsync(postgres);
        var heard = await own.WatchAsync("orders");
        const string listeners = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

        await own.ExecuteAsync($"SELECT pg_terminate_backend(pid) {listeners}");
        await own.ExecuteAsync("INSERT INTO topics (name, changed_at) VALUES ('orders', now())");
        await Eventually.TrueAsync(() => heard.Count == 2);

        await Eventually.TrueAsync(() =>
        {
            var before = heard.Count;
            own.Announcer.Announce("orders");
            return SpinWait.SpinUntil(() => heard.Count > before, TimeSpan.FromSeconds(1));
        });
    }

    [Fact]
    public async Task A_thousand_announcements_become_a_few_versions()
    {
        await using var own = await LiveServer.StartAsync(postgres);
        var heard = await own.WatchAsync("orders");
        const string drawn = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM topic_versions";
        var before = await own.CountAsync(drawn);

        for (var i = 0; i < 1000; i++)
        {
            own.Announcer.Announce("orders");
        }

        await Eventually.TrueAsync(() => heard.Count > 1);
        var versions = await own.CountAsync(drawn) - before;
        Assert.InRange(versions, 1, 6); // an upsert draws two numbers
    }

    [Fact]
    public async Task A_disposed_subscription_hears_nothing()
    {
        var gone = await server.WatchAsync(topic);
        var other = Names.New("stock");
        var still = await server.WatchAsync(other);
        gone.Subscription!.Dispose();

        server.Announcer.Announce(topic);
        server.Announcer.Announce(other);
        await Eventually.TrueAsync(() => still.Count == 2);

        Assert.Equal(1, gone.Count);
    }

    [Fact]
    public async Task What_is_announced_inside_a_transaction_is_heard_only_if_it_commits()
    {
        var other = Names.New("undone");
        var heard = await server.WatchAsync(topic);
        var undone = await server.WatchAsync(other);

        await AnnounceInAsync(server, other, commit: false);
        await AnnounceInAsync(server, topic, commit: true);
        await Eventually.TrueAsync(() => heard.Count == 2);

        Assert.Equal(1, undone.Count);
    }

    [Fact]
    public async Task A_server_that_stops_sends_what_was_announced_last()
    {
        var database = await postgres.CreatePreparedDatabaseAsync();
        await using var other = await LiveServer.StartAsync(postgres, database);
        var heard = await other.WatchAsync("orders");

        var stopping = await LiveServer.StartAsync(postgres, database);
        stopping.Announcer.Announce("orders");
        await stopping.DisposeAsync();

        await Eventually.TrueAsync(() => heard.Count == 2);
    }

    [Fact]
    public async Task Announcements_survive_a_database_that_is_away()
    {
        await using var own = await LiveServer.StartAsync(postgres);
        var heard = await own.WatchAsync("orders");
        await own.ExecuteAsync("ALTER TABLE topics RENAME TO away");

        own.Announcer.Announce("orders");
        await Task.Delay(200); // long enough for an attempt to fail; if it did not, the test still holds
        Assert.False(own.Announcer.IsIdle);
        await own.ExecuteAsync("ALTER TABLE away RENAME TO topics");

        await Eventually.TrueAsync(() => heard.Count == 2);
        await Eventually.TrueAsync(() => own.Announcer.IsIdle);
    }

    [Fact]
    public void Many_names_are_sent_in_notifications_that_PostgreSQL_takes()
    {
        var names = Enumerable.Range(0, 1000).Select(static i => $"run:{i:D32}").ToArray();

        var payloads = TopicStore.Payloads(names).ToArray();

        Assert.All(payloads, static payload => Assert.InRange(payload.Length, 1, 7999));
        Assert.Equal(names, payloads.SelectMany(TopicStore.NamesIn));
    }

    private static async Task AnnounceInAsync(LiveServer server, string topic, bool commit)
    {
        await using var connection = await server.Database.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await TopicAnnouncer.AnnounceInAsync(connection, [topic], CancellationToken.None);
        if (commit)
        {
            await transaction.CommitAsync();
        }
    }
}
