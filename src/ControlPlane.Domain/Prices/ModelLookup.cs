using System.Collections.Concurrent;

namespace ControlPlane.Domain.Prices;

/// <summary>
/// Finds the model that a name means. A lookup tries many rules, so answers are kept; names come from outside, so not
/// without bound.
/// </summary>
internal sealed class ModelLookup(IReadOnlyList<PriceProvider> providers)
{
    private const int MaxKept = 4_096;
    private const int MaxNameKept = 200;
    private const int MaxName = 1_000;

    private readonly ConcurrentDictionary<(string Provider, string Model), FoundModel?> _kept = new();
    private int _keptCount;

    /// <summary>The model in the list of the named provider; null if there is no such provider or model.</summary>
    public FoundModel? WithProvider(string provider, string model) => Kept(provider, model);

    /// <summary>The model where no provider is named, or one that does not help.</summary>
    public FoundModel? WithoutProvider(string model) => Kept("", model);

    private FoundModel? Kept(string provider, string model)
    {
        if (_kept.TryGetValue((provider, model), out var kept))
        {
            return kept;
        }

        if (provider.Length > MaxName || model.Length > MaxName)
        {
            return null;
        }

        var found = provider.Length == 0 ? ByModel(ModelNames.Fold(model)) : ByProvider(provider, model);
        if (provider.Length <= MaxNameKept && model.Length <= MaxNameKept)
        {
            Keep((provider, model), found);
        }

        return found;
    }

    private void Keep((string Provider, string Model) key, FoundModel? found)
    {
        if (Interlocked.Increment(ref _keptCount) > MaxKept)
        {
            _kept.Clear();
            Interlocked.Exchange(ref _keptCount, 1);
        }

        _kept[key] = found;
    }

    private FoundModel? ByProvider(string provider, string model) =>
        ProviderNamed(ModelNames.Fold(provider)) is { } named
            ? In(named, ModelNames.Fold(model), PriceFoundBy.Provider)
            : null;

    private FoundModel? ByModel(string model)
    {
        foreach (var provider in providers)
        {
            if (provider.ModelMatch?.Matches(model) == true)
            {
                return In(provider, model, PriceFoundBy.Model) ?? ByPrefix(model);
            }
        }

        return ByPrefix(model);
    }

    /// <summary>Routers write <c>provider/model</c>.</summary>
    private FoundModel? ByPrefix(string model)
    {
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && ProviderNamed(model[..slash]) is { } named
            ? In(named, model[(slash + 1)..], PriceFoundBy.Prefix)
            : null;
    }

    private PriceProvider? ProviderNamed(string name)
    {
        var known = ModelNames.Provider(name);
        return providers.FirstOrDefault(provider => provider.Id == known)
            ?? providers.FirstOrDefault(provider => provider.Match?.Matches(known) == true);
    }

    private FoundModel? In(PriceProvider provider, string model, PriceFoundBy foundBy)
    {
        var found = InListOf(provider, model);
        if (found is null && ModelNames.WithDashedDates(model) is var dashed && dashed != model)
        {
            found = InListOf(provider, dashed);
        }

        return found is null ? null : new FoundModel(provider, found, foundBy);
    }

    private PricedModel? InListOf(PriceProvider provider, string model) =>
        Own(provider, model)
        ?? provider
            .Resells.Select(id => providers.FirstOrDefault(other => other.Id == id))
            .OfType<PriceProvider>()
            .Select(other => Own(other, model))
            .FirstOrDefault(static found => found is not null);

    private static PricedModel? Own(PriceProvider provider, string model)
    {
        foreach (var candidate in provider.Models)
        {
            if (candidate.Match.Matches(model))
            {
                return candidate;
            }
        }

        return null;
    }
}

internal sealed record FoundModel(PriceProvider Provider, PricedModel Model, PriceFoundBy FoundBy);
