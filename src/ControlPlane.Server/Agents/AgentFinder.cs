using Npgsql;

namespace ControlPlane.Server.Agents;

/// <summary>Finds agents by a part of their name, slug or team.</summary>
internal sealed class AgentFinder(NpgsqlDataSource database)
{
    private const int Most = 8;

    /// <summary>Those whose name begins so come first, then those seen last.</summary>
    public async Task<IReadOnlyList<FoundAgent>> FindAsync(string text, CancellationToken cancellation)
    {
        // Like the list of agents: names that traffic only passed by have no run and are left out.
        await using var command = database.CreateCommand(
            """
            SELECT a.slug, a.name, a.team FROM agents a
            WHERE (position($1 IN lower(a.name)) > 0 OR position($1 IN a.slug) > 0 OR position($1 IN lower(a.team)) > 0)
              AND (NOT a.discovered OR EXISTS (SELECT 1 FROM runs r WHERE r.agent_id = a.id AND r.visible))
            ORDER BY starts_with(lower(a.name), $1) DESC, a.last_seen_at DESC NULLS LAST, a.slug LIMIT $2
            """
        );
        command.Parameters.Add(new() { Value = text.ToLowerInvariant() });
        command.Parameters.Add(new() { Value = Most });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var found = new List<FoundAgent>();
        while (await rows.ReadAsync(cancellation))
        {
            found.Add(new(rows.GetString(0), rows.GetString(1), rows.IsDBNull(2) ? null : rows.GetString(2)));
        }

        return found;
    }
}

internal sealed record FoundAgent(string Slug, string Name, string? Team);
