using System.Text;
using Npgsql;

namespace ControlPlane.Server.Platform.Live;

/// <param name="Age">How long ago it was announced.</param>
internal sealed record TopicVersion(long Version, TimeSpan Age);

/// <summary>The statements behind topics. Each runs on the connection it is given, in that connection's transaction.</summary>
internal static class TopicStore
{
    public const string Channel = "live";

    /// <summary>Neither a topic's name nor a list of names in a notification may be longer.</summary>
    public const int MaxNameLength = 200;

    private const char Separator = '\n';
    private const int MaxPayloadBytes = 7900; // PostgreSQL takes fewer than 8,000

    // Rows are written in the order of their names, so that two replicas never wait for each other in a circle.
    private const string Bump = $"""
        INSERT INTO topics (name, version, changed_at)
        SELECT name, nextval('{TopicTables.Versions}'), now() FROM unnest($1::text[]) AS announced(name) ORDER BY name
        ON CONFLICT (name) DO UPDATE SET version = nextval('{TopicTables.Versions}'), changed_at = now()
        """;

    private const string Notify = $"SELECT pg_notify('{Channel}', payload) FROM unnest($1::text[]) AS list(payload)";

    // How long ago is said by the database's clock alone: those of the servers may differ.
    private const string Read = "SELECT name, version, clock_timestamp() - changed_at FROM topics WHERE name = ANY($1)";

    // SKIP LOCKED: a topic that is being announced is not old.
    private const string Prune = """
        DELETE FROM topics WHERE name IN (
            SELECT name FROM topics WHERE changed_at < now() - $1 ORDER BY changed_at LIMIT 10000 FOR UPDATE SKIP LOCKED)
        """;

    public static async Task AnnounceAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<string> topics,
        CancellationToken cancellation
    )
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(Bump) { Parameters = { new() { Value = topics.Distinct(StringComparer.Ordinal).ToArray() } } },
                new(Notify) { Parameters = { new() { Value = Payloads(topics).ToArray() } } },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    public static async Task<Dictionary<string, TopicVersion>> ReadAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<string> topics,
        CancellationToken cancellation
    )
    {
        // A connection that died without a word is noticed by this query, hence the short time-out.
        await using var command = new NpgsqlCommand(Read, connection) { CommandTimeout = 5 };
        command.Parameters.Add(new() { Value = topics.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var versions = new Dictionary<string, TopicVersion>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
        {
            versions[reader.GetString(0)] = new(reader.GetInt64(1), reader.GetTimeSpan(2));
        }

        return versions;
    }

    public static async Task PruneAsync(NpgsqlConnection connection, TimeSpan age, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Prune, connection);
        command.Parameters.Add(new() { Value = age });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public static string[] NamesIn(string payload) => payload.Split(Separator, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The names as few notifications, each short enough.</summary>
    public static IEnumerable<string> Payloads(IEnumerable<string> topics)
    {
        var payload = new StringBuilder();
        var bytes = 0;
        foreach (var topic in topics.Distinct(StringComparer.Ordinal))
        {
            var size = Encoding.UTF8.GetByteCount(topic) + 1;
            if (bytes > 0 && bytes + size > MaxPayloadBytes)
            {
                yield return payload.ToString();
                payload.Clear();
                bytes = 0;
            }

            payload.Append(topic).Append(Separator);
            bytes += size;
        }

        if (bytes > 0)
        {
            yield return payload.ToString();
        }
    }
}
