using System.Globalization;
using System.Text.Json;
using ControlPlane.Domain.Prices;
using static ControlPlane.Domain.Tests.Prices.PriceExamples;

namespace ControlPlane.Domain.Tests.Prices;

/// <summary>Compares with what the source of the price facts computes itself; see expected-costs.mjs.</summary>
public sealed class ExpectedCostTests
{
    private static readonly IReadOnlyList<ExpectedCost> Cases = Read();

    [Fact]
    public void Costs_equal_those_of_the_source_to_the_nano_dollar()
    {
        var priced = Cases.Where(static item => item.Nano is not null).ToList();

        Assert.True(priced.Count > 3_000);
        Assert.Equal(priced.Select(Expected), priced.Select(static item => (item, Ours(item))));
    }

    [Fact]
    public void Where_the_source_finds_nothing_only_a_documented_difference_finds_a_price()
    {
        var unknown = Cases.Where(static item => item.Nano is null).ToList();

        Assert.True(unknown.Count > 100);
        Assert.DoesNotContain(unknown, static item => Found(item)?.FoundBy == PriceFoundBy.Provider);
        Assert.DoesNotContain(
            unknown,
            static item => item.Provider is null && Found(item)?.FoundBy == PriceFoundBy.Model
        );
    }

    private static (ExpectedCost, (string?, string?, long?)) Expected(ExpectedCost item) => (item, item.Answer);

    private static PriceMatch? Found(ExpectedCost item) => Seed.Find(item.Provider, item.Model, item.At);

    private static (string? Provider, string? Model, long? Nano) Ours(ExpectedCost item)
    {
        var tokens = item.Tokens;
        return Found(item) is { } found
            ? (
                found.ProviderId,
                found.ModelId,
                StepCost.Compute(found, Usage(tokens[0], tokens[1], tokens[2], tokens[3], tokens[4])).NanoUsd
            )
            : default;
    }

    private static List<ExpectedCost> Read()
    {
        using var stream = typeof(ExpectedCostTests).Assembly.GetManifestResourceStream("expected-costs.json")!;
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.EnumerateArray().Select(ExpectedCost.Read)];
    }

    private sealed record ExpectedCost(
        string? Provider,
        string Model,
        DateTimeOffset At,
        long[] Tokens,
        (string? Provider, string? Model, long? Nano) Answer
    )
    {
        public long? Nano => Answer.Nano;

        public static ExpectedCost Read(JsonElement json) =>
            new(
                json[0].GetString(),
                json[1].GetString()!,
                DateTimeOffset.Parse(json[2].GetString()!, CultureInfo.InvariantCulture),
                [.. json[3].EnumerateArray().Select(static count => count.GetInt64())],
                (
                    json[4].GetString(),
                    json[5].GetString(),
                    json[6].ValueKind == JsonValueKind.Null ? null : Rounded(json[6].GetDouble())
                )
            );

        // The conversion keeps 15 digits, which drops the noise of binary fractions: else halves would round at random.
        private static long Rounded(double usd) =>
            (long)Math.Round((decimal)usd * 1_000_000_000m, MidpointRounding.ToEven);
    }
}
