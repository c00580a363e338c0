using ControlPlane.Domain.Prices;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Tests.Prices;

/// <summary>Small prices and tables to compute with.</summary>
internal static class PriceExamples
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Read once: the table is immutable.</summary>
    public static readonly PriceTable Seed = PriceFormat.ReadSeed();

    public static TokenUsage Usage(long input, long output, long cached = 0, long write = 0, long reasoning = 0) =>
        new(input, output, cached, write, reasoning);

    public static PriceMatch Priced(params (PriceUnit Unit, decimal Price)[] prices) =>
        Priced([.. prices.Select(static price => new UnitPrice(price.Unit, new TieredPrice(price.Price)))]);

    public static PriceMatch Priced(params UnitPrice[] prices) =>
        new("acme", "model", "Model", null, null, null, "test", PriceFoundBy.Provider, new ModelPrice(prices));

    public static PriceTable Table(params PricedModel[] models) =>
        new(
            "test",
            "",
            [new PriceProvider("acme", "Acme", null, new TextRule(TextComparison.StartsWith, "acme-"), [], models)]
        );

    public static PricedModel Model(string id, params PriceEntry[] entries) =>
        new(id, id, new TextRule(TextComparison.Equals, id), null, false, entries);

    public static PriceEntry Entry(decimal input, DateOnly? from = null, DailyWindow? daily = null) =>
        new(new ModelPrice([new UnitPrice(PriceUnit.Input, new TieredPrice(input))]), from, daily);
}
