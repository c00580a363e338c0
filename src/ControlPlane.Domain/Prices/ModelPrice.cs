namespace ControlPlane.Domain.Prices;

/// <summary>What one model costs: a price for each unit that has one of its own.</summary>
public sealed class ModelPrice
{
    private readonly UnitPrice[] _specificFirst;

    public ModelPrice(IEnumerable<UnitPrice> prices)
    {
        Units = [.. prices.OrderBy(static price => IndexOf(price.Unit))];
        _specificFirst = [.. Units.OrderByDescending(static price => price.Unit.Specificity)];
    }

    /// <summary>The priced units in the order in which people read them.</summary>
    public IReadOnlyList<UnitPrice> Units { get; }

    /// <summary>No price at all is a free or a flat-rate offer: a call costs nothing, and that is known.</summary>
    public bool IsFree => Units.Count == 0;

    public TieredPrice? Input => Of(PriceUnit.Input);

    public TieredPrice? CachedInput => Of(PriceUnit.CachedInput);

    public TieredPrice? CacheWrite => Of(PriceUnit.CacheWrite);

    public TieredPrice? CacheWrite1h => Of(PriceUnit.CacheWrite1h);

    public TieredPrice? Output => Of(PriceUnit.Output);

    public TieredPrice? Reasoning => Of(PriceUnit.Reasoning);

    /// <summary>Parts before the wholes they belong to.</summary>
    internal ReadOnlySpan<UnitPrice> SpecificFirst => _specificFirst;

    public TieredPrice? Of(PriceUnit unit)
    {
        foreach (var price in _specificFirst)
        {
            if (price.Unit == unit)
            {
                return price.Price;
            }
        }

        return null;
    }

    private static int IndexOf(PriceUnit unit)
    {
        var index = 0;
        while (PriceUnit.All[index] != unit)
        {
            index++;
        }

        return index;
    }
}

/// <summary>The price of one unit.</summary>
public sealed record UnitPrice(PriceUnit Unit, TieredPrice Price);
