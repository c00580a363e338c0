using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Agents;

/// <summary>What the screens and the API read of agents.</summary>
internal sealed class AgentQueries(IDbContextFactory<ControlPlaneDb> databases)
{
    // A name that traffic only passed by on the way to its real agent has no run and is not listed. This reads the
    // table of runs because the capability Runs knows this one and not the other way round.
    private const string Listed = """
        SELECT * FROM agents a
        WHERE NOT a.discovered OR EXISTS (SELECT 1 FROM runs r WHERE r.agent_id = a.id AND r.visible)
        """;

    /// <summary>By slug.</summary>
    public async Task<Page<AgentRow>> ListAsync(PageRequest page, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var agents = database.Set<Agent>().FromSqlRaw(Listed).AsNoTracking();
        if (page.After is [var after])
        {
            agents = agents.Where(agent => agent.Slug.CompareTo(after) > 0);
        }

        var found = await agents.OrderBy(static agent => agent.Slug).Take(page.Limit + 1).ToArrayAsync(cancellation);
        return Page<AgentRow>.Cut(
            [.. found.Select(AgentRow.Of)],
            page.Limit,
            static agent => Cursor.Encode(agent.Slug)
        );
    }

    public async Task<AgentRow?> FindAsync(string slug, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var agent = await database
            .Set<Agent>()
            .AsNoTracking()
            .SingleOrDefaultAsync(agent => agent.Slug == slug, cancellation);
        return agent is null ? null : AgentRow.Of(agent);
    }

    /// <summary>Slugs of all agents, for lists that name them. There are at most a few thousand.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> SlugsAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database
            .Set<Agent>()
            .OrderBy(static agent => agent.Slug)
            .ToDictionaryAsync(static agent => agent.Id, static agent => agent.Slug, cancellation);
    }
}
