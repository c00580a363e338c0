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
internal sealed class AgentMarks(IEnumerable<AgentMark> marks, TimeProvider time)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(5);

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
