using System.Collections.Concurrent;

namespace ControlPlane.Domain.Redaction;

/// <summary>
/// How often each pattern found something since that was last stored. Outlives a set of patterns: who still redacts
/// with the set before a change is counted too.
/// </summary>
public sealed class PatternCounts
{
    private readonly ConcurrentDictionary<Guid, long> counts = [];

    public void Add(Guid pattern, long found = 1) => counts.AddOrUpdate(pattern, found, (_, before) => before + found);

    /// <summary>What was found since this was last asked. Gives each find once.</summary>
    public IReadOnlyList<(Guid Pattern, long Found)> Take()
    {
        var taken = new List<(Guid, long)>();
        foreach (var pattern in counts.Keys)
        {
            if (counts.TryRemove(pattern, out var found))
            {
                taken.Add((pattern, found));
            }
        }

        return taken;
    }
}
