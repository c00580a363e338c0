using System.Collections.Concurrent;
using Npgsql;

namespace ControlPlane.Server.Runs;

/// <summary>How many runs have a value.</summary>
public sealed record FacetValue(string Value, long Count);

/// <summary>What the list can be narrowed by, counted: each name over the runs that everything else asks for.</summary>
/// <param name="Matching">Runs that everything asks for.</param>
/// <param name="Complete">False if there are more than are counted; then the counts are of the newest.</param>
public sealed record FacetCounts(
    IReadOnlyList<FacetValue> Status,
    IReadOnlyList<FacetValue> Agent,
    IReadOnlyList<FacetValue> Model,
    IReadOnlyList<FacetValue> Environment,
    long Matching,
    bool Complete
)
{
    public const int Most = 50_000;
}

/// <summary>Counts facets, once for all who look at the same list within a moment.</summary>
internal sealed class RunFacets(NpgsqlDataSource database, TimeProvider time)
{
    private const int MostHeld = 200;
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, (long At, Task<FacetCounts> Counts)> held = new(
        StringComparer.Ordinal
    );

    /// <param name="key">Names the criteria.</param>
    public async Task<FacetCounts> CountAsync(string key, RunCriteria criteria, CancellationToken cancellation)
    {
        if (held.TryGetValue(key, out var known) && time.GetElapsedTime(known.At) < Lasts)
        {
            return await known.Counts.WaitAsync(cancellation);
        }

        if (held.Count >= MostHeld)
        {
            held.Clear();
        }

        var counting = ReadAsync(criteria);
        held[key] = (time.GetTimestamp(), counting);
        try
        {
            return await counting.WaitAsync(cancellation);
        }
        catch when (counting.IsFaulted)
        {
            held.TryRemove(key, out _);
            throw;
        }
    }

    private async Task<FacetCounts> ReadAsync(RunCriteria criteria)
    {
        await using var command = database.CreateCommand();
        command.CommandText = Text(new RunSql(command), criteria);
        var values = new Dictionary<string, List<FacetValue>>(StringComparer.Ordinal);
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            var name = rows.GetString(0);
            if (!values.TryGetValue(name, out var list))
            {
                values[name] = list = [];
            }

            list.Add(new FacetValue(rows.GetString(1), rows.GetInt64(2)));
        }

        return new FacetCounts(
            Of("status"),
            Of("agent"),
            Of("model"),
            Of("env"),
            One("all"),
            One("read") < FacetCounts.Most
        );

        IReadOnlyList<FacetValue> Of(string name) => values.GetValueOrDefault(name) ?? [];
        long One(string name) => Of(name) is [var only] ? only.Count : 0;
    }

    private static string Text(RunSql sql, RunCriteria criteria) =>
        $"""
            WITH seen AS MATERIALIZED (
                SELECT r.status, r.agent_id, r.models, r.environment,
                    {sql.Status(criteria) ?? "true"} AS s, {sql.Agent(
                criteria,
                static slugs => $"SELECT id FROM agents WHERE slug = ANY({slugs})"
            ) ?? "true"} AS g,
                    {sql.Model(criteria) ?? "true"} AS m, {sql.Environment(criteria) ?? "true"} AS e
                FROM runs r WHERE {sql.Rest(criteria)} ORDER BY r.started_at DESC, r.id DESC LIMIT {FacetCounts.Most})
            SELECT * FROM (
                SELECT 'status', status, count(*) AS n FROM seen WHERE g AND m AND e GROUP BY 2
                UNION ALL SELECT 'agent', a.slug, n FROM (
                    SELECT agent_id, count(*) AS n FROM seen WHERE s AND m AND e GROUP BY 1) AS of JOIN agents a ON a.id = of.agent_id
                UNION ALL SELECT 'model', model, count(*) FROM seen, unnest(models) AS model WHERE s AND g AND e GROUP BY 2
                UNION ALL SELECT 'env', environment, count(*) FROM seen WHERE s AND g AND m GROUP BY 2
                UNION ALL SELECT 'all', '', count(*) FROM seen WHERE s AND g AND m AND e
                UNION ALL SELECT 'read', '', count(*) FROM seen) AS counted
            ORDER BY 3 DESC, 2
            """;
}
