namespace ControlPlane.Domain.Prices;

/// <summary>
/// A price in USD per <see cref="PriceUnit.Per"/> that may depend on the size of the input.
/// </summary>
/// <param name="Base">What it costs below all tiers.</param>
/// <param name="Tiers">Ascending by start.</param>
public sealed record TieredPrice(decimal Base, IReadOnlyList<PriceTier> Tiers)
{
    public TieredPrice(decimal price)
        : this(price, []) { }

    /// <summary>The price of every token of a call with this many input tokens: the last tier it exceeds.</summary>
    public decimal At(long inputTokens)
    {
        var price = Base;
        foreach (var tier in Tiers)
        {
            if (inputTokens > tier.Start)
            {
                price = tier.Price;
            }
        }

        return price;
    }
}

/// <summary>Above <paramref name="Start"/> input tokens, all tokens of the call cost this.</summary>
public sealed record PriceTier(long Start, decimal Price);
