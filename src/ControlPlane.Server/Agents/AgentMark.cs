using System.Collections.Concurrent;

namespace ControlPlane.Server.Agents;

/// <summary>A word that another capability puts beside the names of some agents. Registered as a singleton.</summary>
/// <param name="Why">On hover.</param>
internal sealed record AgentMark(
    string Word,
    string Why,
    Func<CancellationToken, Task<IReadOnlySet<Guid>>> AgentsAsync
);

/// <summary>Which agents bear which mark. Read again every few seconds, as every row of every list asks.</summary>
internal sealed class AgentMarks(IEnumerable<AgentMark> marks, AgentQueries agents, TimeProvider time)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(5);

    private (long ReadAt, Task<IReadOnlyDictionary<string, Guid>> Agents)? named;
    private readonly ConcurrentDictionary<AgentMark, (long ReadAt, Task<IReadOnlySet<Guid>> Agents)> known = new();

    public async Task<IReadOnlyList<AgentMark>> OfAsync(Guid agent)
    {
        var found = new List<AgentMark>();
        foreach (var mark in marks)
        {
            if ((await AgentsAsync(mark)).Contains(agent))
            {
                found.Add(mark);
            }
        }

        return found;
    }

    /// <summary>For lists that know an agent by its slug only.</summary>
    public async Task<IReadOnlyList<AgentMark>> OfAsync(string slug) =>
        marks.Any() && (await NamedAsync()).TryGetValue(slug, out var agent) ? await OfAsync(agent) : [];

    private Task<IReadOnlyDictionary<string, Guid>> NamedAsync()
    {
        if (named is { } held && time.GetElapsedTime(held.ReadAt) < Lasts && !held.Agents.IsFaulted)
        {
            return held.Agents;
        }

        var reading = ReadAsync();
        named = (time.GetTimestamp(), reading);
        return reading;

        async Task<IReadOnlyDictionary<string, Guid>> ReadAsync() =>
            (await agents.SlugsAsync(CancellationToken.None)).ToDictionary(
                static pair => pair.Value,
                static pair => pair.Key,
                StringComparer.Ordinal
            );
    }

    private Task<IReadOnlySet<Guid>> AgentsAsync(AgentMark mark)
    {
        if (known.TryGetValue(mark, out var held) && time.GetElapsedTime(held.ReadAt) < Lasts && !held.Agents.IsFaulted)
        {
            return held.Agents;
        }

        var agents = mark.AgentsAsync(CancellationToken.None);
        known[mark] = (time.GetTimestamp(), agents);
        return agents;
    }
}
