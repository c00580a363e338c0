namespace ControlPlane.Domain.Prices;

/// <summary>A price as it was found, with all that identifies it afterwards.</summary>
/// <param name="ProviderId">The provider that was asked, also where the model stands in a list it resells.</param>
/// <param name="EffectiveFrom">Since when the entry holds; null: always.</param>
/// <param name="TableVersion">The version of the table the entry is from.</param>
/// <param name="IsOverride">The entry is a person's own price, put over that table.</param>
public sealed record PriceMatch(
    string ProviderId,
    string ModelId,
    string ModelName,
    long? ContextWindow,
    DateOnly? EffectiveFrom,
    DailyWindow? Daily,
    string TableVersion,
    PriceFoundBy FoundBy,
    ModelPrice Price,
    bool IsOverride = false
);

/// <summary>Which name led to a price.</summary>
public enum PriceFoundBy
{
    /// <summary>The provider and the model.</summary>
    Provider,

    /// <summary>The model alone: no provider was named, or one that is unknown or has no such model.</summary>
    Model,

    /// <summary>The model alone, which names its provider: <c>provider/model</c>.</summary>
    Prefix,
}
