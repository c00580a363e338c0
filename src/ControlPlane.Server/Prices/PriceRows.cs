namespace ControlPlane.Server.Prices;

/// <summary>One version of the seeded prices. Versions are added and stay, so that an old cost can be explained.</summary>
internal sealed class StoredPriceTable
{
    public required string Version { get; init; }

    public required string Source { get; init; }

    public required DateTimeOffset ImportedAt { get; init; }

    /// <summary>The providers in order, without their models, in the written form of the domain.</summary>
    public required string Providers { get; init; }
}

/// <summary>One price entry of a model: of a version of the seeded prices, or a person's own.</summary>
internal sealed class StoredModelPrice
{
    public const string Seed = "seed";
    public const string Override = "override";

    public required Guid Id { get; init; }

    /// <summary>Null for an override: it stands over every version.</summary>
    public string? TableVersion { get; init; }

    /// <summary>The order counts: the first model that matches is taken, and the last entry that applies.</summary>
    public required int Position { get; init; }

    public required string Provider { get; init; }

    public required string ModelId { get; init; }

    public required string Name { get; init; }

    /// <summary>Which names mean this model, in the written form of the domain.</summary>
    public required string Match { get; init; }

    public long? ContextWindow { get; init; }

    public bool IsDeprecated { get; init; }

    /// <summary>Also in <see cref="Prices"/>; a column of its own to query by.</summary>
    public DateOnly? EffectiveFrom { get; init; }

    /// <summary>The entry in the written form of the domain.</summary>
    public required string Prices { get; init; }

    public required string Origin { get; init; }
}
