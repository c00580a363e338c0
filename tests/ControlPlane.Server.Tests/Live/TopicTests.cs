using System.Diagnostics;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Tests.Platform;
using Npgsql;

namespace ControlPlane.Server.Tests.Live;

public sealed class TopicTests(TestPostgres postgres)
{
    [Fact]
    public async Task An_announcement_reaches_the_pages_of_every_server()
    {
        await using var first = await LiveServer.StartAsync(postgres);
        await using var second = await LiveServer.StartAsync(postgres, first.ConnectionString);
        var here = await first.WatchAsync("orders");
        var there = await second.WatchAsync("orders");

        var watch = Stopwatch.StartNew();
        first.Announcer.Announce("orders");
        await Eventually.TrueAsync(() => here.Count == 2 && there.Count == 2);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1.5), $"took {watch.Elapsed}, so it was polled, not heard");
    }

    [Fact]
    public async Task A_lost_notification_only_delays()
    {
        await using var server = await LiveServer.StartAsync(postgres);
        var heard = await server.WatchAsync("orders");
        await server.ExecuteAsync(
            "INSERT INTO topics (name, changed_at) VALUES ('orders', now()) ON CONFLICT (name) DO NOTHING"
        );
        await Eventually.TrueAsync(() => heard.Count == 2, seconds: 5);
    }

    [Fact]
    public async Task A_listener_whose_connection_is_cut_hears_again_and_misses_nothing()
    {
        await using var server = await LiveServer.StartAsync(postgres);
        var heard = await server.WatchAsync("orders");
        const string listeners = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

        await server.ExecuteAsync($"SELECT pg_terminate_backend(pid) {listeners}");
        await server.ExecuteAsync("INSERT INTO topics (name, changed_at) VALUES ('orders', now())");
        await Eventually.TrueAsync(() => heard.Count == 2);

        await Eventually.TrueAsync(() =>
        {
            var before = heard.Count;
            server.Announcer.Announce("orders");
            return SpinWait.SpinUntil(() => heard.Count > before, TimeSpan.FromSeconds(1));
        });
    }

    [Fact]
    public async Task A_thousand_announcements_become_a_few_versions()
    {
        await using var server = await LiveServer.StartAsync(postgres);
        var heard = await server.WatchAsync("orders");
        const string drawn = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM topic_versions";
        var before = await server.CountAsync(drawn);

        for (var i = 0; i < 1000; i++)
        {
            server.Announcer.Announce("orders");
        }

        await Eventually.TrueAsync(() => heard.Count > 1);
        var versions = await server.CountAsync(drawn) - before;
        Assert.InRange(versions, 1, 6); // an upsert draws two numbers
    }

    [Fact]
    public async Task A_disposed_subscription_hears_nothing()
    {
        await using var server = await LiveServer.StartAsync(postgres);
        var gone = await server.WatchAsync("orders");
        var still = await server.WatchAsync("stock");
        gone.Subscription!.Dispose();

        server.Announcer.Announce("orders");
        server.Announcer.Announce("stock");
        await Eventually.TrueAsync(() => still.Count == 2);

        Assert.Equal(1, gone.Count);
    }

    [Fact]
    public async Task What_is_announced_inside_a_transaction_is_heard_only_if_it_commits()
    {
        await using var server = await LiveServer.StartAsync(postgres);
        var heard = await server.WatchAsync("kept");
        var undone = await server.WatchAsync("undone");

        await AnnounceInAsync(server, "undone", commit: false);
        await AnnounceInAsync(server, "kept", commit: true);
        await Eventually.TrueAsync(() => heard.Count == 2);

        Assert.Equal(1, undone.Count);
    }

    [Fact]
    public async Task A_server_that_stops_sends_what_was_announced_last()
    {
        var database = await postgres.CreateDatabaseAsync();
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
        await using var server = await LiveServer.StartAsync(postgres);
        var heard = await server.WatchAsync("orders");
        await server.ExecuteAsync("ALTER TABLE topics RENAME TO away");

        server.Announcer.Announce("orders");
        await Task.Delay(200); // long enough for an attempt to fail; if it did not, the test still holds
        Assert.False(server.Announcer.IsIdle);
        await server.ExecuteAsync("ALTER TABLE away RENAME TO topics");

        await Eventually.TrueAsync(() => heard.Count == 2);
        await Eventually.TrueAsync(() => server.Announcer.IsIdle);
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
