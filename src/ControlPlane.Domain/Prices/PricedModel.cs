namespace ControlPlane.Domain.Prices;

/// <summary>A model of one provider's list.</summary>
/// <param name="Match">Which names mean this model.</param>
/// <param name="Entries">At least one; the last that applies holds.</param>
public sealed record PricedModel(
    string Id,
    string Name,
    MatchRule Match,
    long? ContextWindow,
    bool IsDeprecated,
    IReadOnlyList<PriceEntry> Entries
)
{
    /// <summary>
    /// The entry that holds at a time: the last one that applies, so that a later entry overrides an earlier one. If
    /// none does, the first: a price is known, only not since when.
    /// </summary>
    public PriceEntry At(DateTimeOffset at)
    {
        for (var index = Entries.Count - 1; index >= 0; index--)
        {
            if (Entries[index].AppliesAt(at))
            {
                return Entries[index];
            }
        }

        return Entries[0];
    }
}

/// <summary>A provider's list of models.</summary>
/// <param name="Match">Which provider names mean it, beside its id; null: only its id does.</param>
/// <param name="ModelMatch">Which models belong to it where no provider is named; null: none.</param>
/// <param name="Resells">Ids of the providers whose lists are read, in order, for a model its own list lacks.</param>
/// <param name="Models">In order: the first that matches is taken.</param>
public sealed record PriceProvider(
    string Id,
    string Name,
    MatchRule? Match,
    MatchRule? ModelMatch,
    IReadOnlyList<string> Resells,
    IReadOnlyList<PricedModel> Models
);
