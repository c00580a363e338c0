using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Prices;

/// <summary>What one model call cost, and why.</summary>
/// <param name="NanoUsd">The sum of all lines, rounded half-even once.</param>
/// <param name="Usd">The sum before rounding.</param>
/// <param name="WasAdjusted">
/// The usage was negative, absurdly large, or had parts greater than their whole; it was made consistent first.
/// </param>
/// <param name="UnpricedTokens">Tokens that no price covers: above zero, the cost is only partly known.</param>
public sealed record StepCost(
    long NanoUsd,
    decimal Usd,
    IReadOnlyList<CostLine> Lines,
    bool WasAdjusted,
    long UnpricedTokens
)
{
    private const decimal NanoPerUsd = 1_000_000_000m;

    /// <summary>The cost of a call. Never throws, whatever the usage is.</summary>
    /// <param name="extras">
    /// Counts that <see cref="TokenUsage"/> has no field for: web searches, audio tokens (parts of the input or
    /// output), one-hour cache writes (a part of the cache writes).
    /// </param>
    public static StepCost Compute(PriceMatch match, TokenUsage usage, params ReadOnlySpan<UnitCount> extras)
    {
        var counts = UsageCounts.From(usage, extras);
        var lines = new List<CostLine>(match.Price.Units.Count);
        var total = 0m;
        var own = counts.SplitAmong(match.Price.SpecificFirst);
        foreach (var (unit, price) in match.Price.Units)
        {
            if (own[unit] is > 0 and var count)
            {
                var each = price.At(counts.InputTokens);
                var line = new CostLine(unit, count, each, each * count / unit.Per);
                total += line.Usd;
                lines.Add(line);
            }
        }

        return new StepCost(Round(total), total, lines, counts.WasAdjusted, Unpriced(match.Price, counts));
    }

    private static long Unpriced(ModelPrice price, UsageCounts counts)
    {
        if (price.IsFree)
        {
            return 0;
        }

        return (price.Input is null ? counts[PriceUnit.Input] : 0)
            + (price.Output is null ? counts[PriceUnit.Output] : 0);
    }

    private static long Round(decimal usd)
    {
        var nano = Math.Round(usd * NanoPerUsd, MidpointRounding.ToEven);
        return nano >= long.MaxValue ? long.MaxValue : (long)nano;
    }
}

/// <summary>A line of a cost: so many tokens of a type at a price.</summary>
/// <param name="Count">Without what a more specific line counts.</param>
/// <param name="Price">USD per <see cref="PriceUnit.Per"/> of the unit, of the tier that was reached.</param>
/// <param name="Usd">Not rounded.</param>
public sealed record CostLine(PriceUnit Unit, long Count, decimal Price, decimal Usd);

/// <summary>How many of a unit were used.</summary>
public readonly record struct UnitCount(PriceUnit Unit, long Count);
