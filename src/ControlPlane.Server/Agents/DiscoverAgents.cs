using System.Text;
using ControlPlane.Domain.Platform;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Agents;

/// <summary>
/// Gives the agents that traffic speaks of, registering those nobody knows. At most 1,000 are discovered; traffic of
/// any further one belongs to the agent <c>unassigned</c>, so that a client that makes up names cannot fill the table.
/// </summary>
internal static class DiscoverAgents
{
    public const int Limit = 1000;
    public const string Unassigned = "unassigned";

    /// <summary>Slug of a reported name: lower-case letters, digits, dots, dashes and underscores.</summary>
    public static string SlugOf(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (var rune in name.Trim().ToLowerInvariant().EnumerateRunes())
        {
            if (slug.Length >= 80)
            {
                break;
            }

            if (Rune.IsLetterOrDigit(rune) || rune.Value is '.' or '_')
            {
                slug.Append(rune.ToString());
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        var text = slug.ToString().Trim('-');
        return text.Length == 0 ? Unassigned : text;
    }

    /// <summary>Runs inside the caller's transaction. Returns the agent's id for each name asked for.</summary>
    /// <param name="register">False: names nobody knows are left out of the answer.</param>
    public static async Task<Dictionary<string, Guid>> InAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<string> names,
        DateTimeOffset now,
        CancellationToken cancellation,
        bool register = true
    )
    {
        if (names.Count == 0)
        {
            return [];
        }

        var slugOf = names.Distinct(StringComparer.Ordinal).ToDictionary(static name => name, SlugOf);
        var known = await FindAsync(connection, [.. slugOf.Values, Unassigned], cancellation);
        if (!register)
        {
            return slugOf
                .Where(pair => known.ContainsKey(pair.Value))
                .ToDictionary(static pair => pair.Key, pair => known[pair.Value]);
        }

        var missing = slugOf.Where(pair => !known.ContainsKey(pair.Value)).ToArray();
        if (missing.Length > 0)
        {
            await RegisterAsync(connection, missing, now, cancellation);
            known = await FindAsync(connection, [.. slugOf.Values, Unassigned], cancellation);
        }

        return slugOf.ToDictionary(
            static pair => pair.Key,
            pair => known.TryGetValue(pair.Value, out var id) ? id : known[Unassigned]
        );
    }

    private static async Task<Dictionary<string, Guid>> FindAsync(
        NpgsqlConnection connection,
        string[] slugs,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand("SELECT slug, id FROM agents WHERE slug = ANY($1)", connection);
        command.Parameters.Add(new() { Value = slugs });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new Dictionary<string, Guid>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
        {
            found[reader.GetString(0)] = reader.GetGuid(1);
        }

        return found;
    }

    // The limit is counted in the statement; two replicas may pass it by a few at once, which harms nobody.
    private static async Task RegisterAsync(
        NpgsqlConnection connection,
        KeyValuePair<string, string>[] missing,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var agents = missing
            .Append(new(Unassigned, Unassigned))
            .DistinctBy(static pair => pair.Value)
            .OrderBy(static pair => pair.Value, StringComparer.Ordinal)
            .ToArray();
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO agents (id, slug, name, autonomy_level, discovered, created_at)
            SELECT a.id, a.slug, a.name, 3, true, $4
            FROM unnest($1::uuid[], $2::text[], $3::text[]) WITH ORDINALITY AS a(id, slug, name, n)
            WHERE a.slug = $5 OR (SELECT count(*) FROM agents WHERE discovered) + a.n <= $6
            ON CONFLICT (slug) DO NOTHING
            """,
            connection
        );
        command.Parameters.Add(new() { Value = agents.Select(_ => Guid.CreateVersion7(now)).ToArray() });
        command.Parameters.Add(new() { Value = agents.Select(static pair => pair.Value).ToArray() });
        command.Parameters.Add(new() { Value = agents.Select(static pair => Shorten(pair.Key)).ToArray() });
        command.Parameters.Add(new() { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = Unassigned });
        command.Parameters.Add(new() { Value = (long)Limit });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string Shorten(string name) => SafeText.Cut(name, 200);
}
