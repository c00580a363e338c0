namespace ControlPlane.Domain.Prices;

/// <summary>
/// One version of all prices. Immutable, and safe to use from many threads. README.md says how a name is looked up.
/// </summary>
public sealed class PriceTable
{
    private readonly ModelLookup _lookup;

    public PriceTable(string version, string source, IReadOnlyList<PriceProvider> providers)
    {
        Version = version;
        Source = source;
        Providers = providers;
        _lookup = new ModelLookup(providers);
    }

    /// <summary>A table that knows no model.</summary>
    public static PriceTable Empty { get; } = new("none", "", []);

    public string Version { get; }

    /// <summary>Where the facts are from.</summary>
    public string Source { get; }

    public IReadOnlyList<PriceProvider> Providers { get; }

    /// <summary>The price of a model at a time; null if the model is unknown.</summary>
    public PriceMatch? Find(string? provider, string? model, DateTimeOffset at) => Find(provider, model, null, at);

    /// <summary>
    /// The price of a call at a time. The model that answered counts before the model that was asked for, and the
    /// named provider's price before one found by the model's name alone.
    /// </summary>
    public PriceMatch? Find(string? provider, string? responseModel, string? requestModel, DateTimeOffset at) =>
        (Named(provider, responseModel) ?? Named(provider, requestModel) ?? Alone(responseModel) ?? Alone(requestModel))
            is { } found
            ? Match(found, at)
            : null;

    /// <summary>
    /// The same table with people's own prices over it. An entry for a model of the list comes after the list's own
    /// entries, so it holds wherever it applies; a model that the list lacks comes first.
    /// </summary>
    public PriceTable With(IReadOnlyList<PriceOverride> overrides)
    {
        var providers = Providers.ToDictionary(static provider => provider.Id, StringComparer.Ordinal);
        var added = new List<PriceProvider>();
        foreach (var (id, model) in overrides)
        {
            if (!providers.TryGetValue(id, out var provider))
            {
                provider = new PriceProvider(id, id, null, null, [], []);
                added.Add(provider);
            }

            providers[id] = provider with { Models = WithModel(provider.Models, model) };
        }

        return new PriceTable(Version, Source, [.. Providers.Concat(added).Select(provider => providers[provider.Id])]);
    }

    private static List<PricedModel> WithModel(IReadOnlyList<PricedModel> models, PricedModel model)
    {
        PriceEntry[] own = [.. model.Entries.Select(static entry => entry with { IsOverride = true })];
        return models.Any(known => known.Id == model.Id)
            ?
            [
                .. models.Select(known =>
                    known.Id == model.Id ? known with { Entries = [.. known.Entries, .. own] } : known
                ),
            ]
            : [model with { Entries = own }, .. models];
    }

    private FoundModel? Named(string? provider, string? model) =>
        string.IsNullOrWhiteSpace(provider) || string.IsNullOrWhiteSpace(model)
            ? null
            : _lookup.WithProvider(provider, model);

    private FoundModel? Alone(string? model) =>
        string.IsNullOrWhiteSpace(model) ? null : _lookup.WithoutProvider(model);

    private PriceMatch Match(FoundModel found, DateTimeOffset at)
    {
        var entry = found.Model.At(at);
        return new PriceMatch(
            found.Provider.Id,
            found.Model.Id,
            found.Model.Name,
            found.Model.ContextWindow,
            entry.EffectiveFrom,
            entry.Daily,
            Version,
            found.FoundBy,
            entry.Price,
            entry.IsOverride
        );
    }
}

/// <summary>A person's own prices for a model of a provider.</summary>
public sealed record PriceOverride(string ProviderId, PricedModel Model);
