using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Prices;

/// <summary>The counts of one call, made consistent.</summary>
internal sealed class UsageCounts
{
    // Far above any real call, and far below where sums of a few counts leave the range of a long.
    private const long MaxCount = 1_000_000_000_000_000;

    private readonly Dictionary<PriceUnit, long> _counts = new(8);

    public bool WasAdjusted { get; private set; }

    /// <summary>All input tokens: what chooses the tier.</summary>
    public long InputTokens => this[PriceUnit.Input];

    public long this[PriceUnit unit] => _counts.GetValueOrDefault(unit);

    public static UsageCounts From(TokenUsage usage, ReadOnlySpan<UnitCount> extras)
    {
        var counts = new UsageCounts();
        counts.Set(PriceUnit.Requests, 1);
        counts.Set(PriceUnit.CachedInput, usage.CachedInput);
        counts.Set(PriceUnit.CacheWrite, usage.CacheWrite);
        counts.Set(PriceUnit.Reasoning, usage.Reasoning);
        counts.Set(PriceUnit.Input, usage.Input);
        counts.Set(PriceUnit.Output, usage.Output);
        foreach (var extra in extras)
        {
            counts.Set(extra.Unit, extra.Count);
        }

        counts.Grow(PriceUnit.CacheWrite, counts[PriceUnit.CacheWrite1h]);
        counts.Grow(PriceUnit.Input, counts[PriceUnit.CachedInput] + counts[PriceUnit.CacheWrite]);
        counts.Grow(PriceUnit.Output, counts[PriceUnit.Reasoning]);
        return counts;
    }

    /// <summary>
    /// Gives each count to the most specific priced unit: what is left of a whole, after its priced parts have taken
    /// theirs, costs the whole's own price. A part without a price thereby costs what its whole costs.
    /// </summary>
    public OwnCounts SplitAmong(ReadOnlySpan<UnitPrice> specificFirst)
    {
        var own = new OwnCounts(specificFirst.Length);
        foreach (var (unit, _) in specificFirst)
        {
            var rest = this[unit] - own.PartsOf(unit);
            WasAdjusted |= rest < 0;
            own.Add(unit, Math.Max(rest, 0));
        }

        return own;
    }

    private void Set(PriceUnit unit, long count)
    {
        var clamped = Math.Clamp(count, 0, MaxCount);
        WasAdjusted |= clamped != count;
        _counts[unit] = clamped;
    }

    /// <summary>A whole is at least the sum of its parts: some clients leave cached tokens out of the input.</summary>
    private void Grow(PriceUnit whole, long parts)
    {
        if (parts > this[whole])
        {
            WasAdjusted = true;
            _counts[whole] = parts;
        }
    }
}

/// <summary>What each priced unit counts for itself.</summary>
internal readonly struct OwnCounts(int capacity)
{
    private readonly List<UnitCount> _counts = new(capacity);

    public long this[PriceUnit unit] => _counts.Find(count => count.Unit == unit).Count;

    public void Add(PriceUnit unit, long count) => _counts.Add(new UnitCount(unit, count));

    public long PartsOf(PriceUnit whole)
    {
        var sum = 0L;
        foreach (var count in _counts)
        {
            sum += count.Unit.IsPartOf(whole) ? count.Count : 0;
        }

        return sum;
    }
}
