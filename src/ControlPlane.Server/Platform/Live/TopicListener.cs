using System.Collections.Concurrent;
using System.Net.Sockets;
using Npgsql;

namespace ControlPlane.Server.Platform.Live;

/// <summary>
/// Hears of changed topics on one connection of its own. It trusts no notification: those that arrive only make it
/// compare at once what it compares every two seconds and after each reconnect anyway, so that a lost one delays.
/// </summary>
internal sealed class TopicListener(
    NpgsqlDataSource database,
    LiveTopics topics,
    TimeProvider time,
    ILogger<TopicListener> log
) : BackgroundService
{
    private static readonly TimeSpan CompareEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.FromMilliseconds(100);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(() => pause = TimeSpan.FromMilliseconds(100), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
                when (failure is NpgsqlException or TimeoutException or IOException or SocketException)
            {
                log.LogWarning(failure, "The connection that hears of changes was lost");
                topics.Lose();
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task ListenAsync(Action connected, CancellationToken cancellation)
    {
        var heard = new ConcurrentQueue<string>();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        connection.Notification += (_, notification) =>
        {
            foreach (var name in TopicStore.NamesIn(notification.Payload))
            {
                heard.Enqueue(name);
            }
        };
        await using (var listen = new NpgsqlCommand($"LISTEN {TopicStore.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellation);
        }

        await CompareAsync(connection, topics.Names, cancellation);
        connected();
        await CompareForeverAsync(connection, heard, cancellation);
    }

    private async Task CompareForeverAsync(
        NpgsqlConnection connection,
        ConcurrentQueue<string> heard,
        CancellationToken cancellation
    )
    {
        var compared = time.GetTimestamp();
        while (true)
        {
            var left = CompareEvery - time.GetElapsedTime(compared);
            if (heard.IsEmpty && left > TimeSpan.Zero)
            {
                // Npgsql cuts to whole milliseconds and takes zero for "for ever".
                await connection.WaitAsync(left + TimeSpan.FromMilliseconds(1), cancellation);
            }

            if (time.GetElapsedTime(compared) >= CompareEvery)
            {
                compared = time.GetTimestamp();
                heard.Clear();
                topics.Sweep();
                await CompareAsync(connection, topics.Names, cancellation);
            }
            else if (Drain(heard) is { Length: > 0 } names)
            {
                await CompareAsync(connection, names, cancellation);
            }
        }
    }

    private async Task CompareAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<string> names,
        CancellationToken cancellation
    )
    {
        // An empty list still asks the server when it is the regular comparison of a server nobody looks at; that is
        // how a dead connection is noticed before somebody looks.
        topics.Apply(names, await TopicStore.ReadAsync(connection, names, cancellation));
    }

    // Only what is watched here is worth a question.
    private string[] Drain(ConcurrentQueue<string> heard)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (heard.TryDequeue(out var name))
        {
            if (topics.IsWatched(name))
            {
                names.Add(name);
            }
        }

        return [.. names];
    }
}
