using ControlPlane.Domain.Prices;
using static ControlPlane.Domain.Tests.Prices.PriceExamples;

namespace ControlPlane.Domain.Tests.Prices;

public sealed class StepCostTests
{
    [Fact]
    public void Input_and_output_are_priced_per_million() =>
        Assert.Equal(
            10_500_000,
            StepCost.Compute(Priced((PriceUnit.Input, 3m), (PriceUnit.Output, 15m)), Usage(1_000, 500)).NanoUsd
        );

    [Fact]
    public void Cached_and_written_tokens_leave_the_input_and_cost_their_own_price()
    {
        var cost = StepCost.Compute(
            Priced((PriceUnit.Input, 3m), (PriceUnit.CachedInput, 0.3m), (PriceUnit.CacheWrite, 3.75m)),
            Usage(1_000, 0, cached: 600, write: 100)
        );

        Assert.Equal(
            [("input", 300L, 0.0009m), ("cachedInput", 600L, 0.00018m), ("cacheWrite", 100L, 0.000375m)],
            cost.Lines.Select(static line => (line.Unit.Name, line.Count, line.Usd))
        );
        Assert.Equal(1_455_000, cost.NanoUsd);
    }

    [Fact]
    public void A_part_without_a_price_costs_what_its_whole_costs()
    {
        var cost = StepCost.Compute(
            Priced((PriceUnit.Input, 3m), (PriceUnit.Output, 15m)),
            Usage(1_000, 100, cached: 600, write: 100, reasoning: 40)
        );

        Assert.Equal([1_000L, 100L], cost.Lines.Select(static line => line.Count));
        Assert.Equal(4_500_000, cost.NanoUsd);
        Assert.False(cost.WasAdjusted);
    }

    [Fact]
    public void Reasoning_with_a_price_leaves_the_output() =>
        Assert.Equal(
            (60 * 8_000) + (40 * 3_000),
            StepCost
                .Compute(Priced((PriceUnit.Output, 8m), (PriceUnit.Reasoning, 3m)), Usage(0, 100, reasoning: 40))
                .NanoUsd
        );

    [Fact]
    public void One_hour_writes_leave_the_other_writes() =>
        Assert.Equal(
            (60 * 3_750) + (40 * 6_000),
            StepCost
                .Compute(
                    Priced((PriceUnit.Input, 3m), (PriceUnit.CacheWrite, 3.75m), (PriceUnit.CacheWrite1h, 6m)),
                    Usage(100, 0, write: 100),
                    new UnitCount(PriceUnit.CacheWrite1h, 40)
                )
                .NanoUsd
        );

    [Fact]
    public void Audio_overlaps_with_cached_input()
    {
        var cost = StepCost.Compute(
            Priced(
                (PriceUnit.Input, 1m),
                (PriceUnit.CachedInput, 0.1m),
                (PriceUnit.InputAudio, 10m),
                (PriceUnit.CachedAudio, 2m)
            ),
            Usage(100, 0, cached: 30),
            new UnitCount(PriceUnit.InputAudio, 50),
            new UnitCount(PriceUnit.CachedAudio, 20)
        );

        Assert.Equal(
            [("input", 40L), ("cachedInput", 10L), ("inputAudio", 30L), ("cachedAudio", 20L)],
            cost.Lines.Select(static line => (line.Unit.Name, line.Count))
        );
    }

    [Theory]
    [InlineData(200_000, 3)]
    [InlineData(200_001, 6)]
    [InlineData(1_000_000, 6)]
    [InlineData(1_000_001, 9)]
    public void Above_the_start_of_a_tier_all_tokens_cost_its_price(long input, int price)
    {
        var tiered = new TieredPrice(3m, [new PriceTier(200_000, 6m), new PriceTier(1_000_000, 9m)]);

        var cost = StepCost.Compute(Priced(new UnitPrice(PriceUnit.Input, tiered)), Usage(input, 0));

        Assert.Equal(input * price * 1_000, cost.NanoUsd);
    }

    [Fact]
    public void The_tier_of_every_part_is_chosen_by_the_whole_input()
    {
        var cached = new TieredPrice(0.3m, [new PriceTier(200_000, 0.6m)]);
        var output = new TieredPrice(15m, [new PriceTier(200_000, 22.5m)]);

        var cost = StepCost.Compute(
            Priced(new UnitPrice(PriceUnit.CachedInput, cached), new UnitPrice(PriceUnit.Output, output)),
            Usage(200_001, 10, cached: 5)
        );

        Assert.Equal([0.6m, 22.5m], cost.Lines.Select(static line => line.Price));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 2)]
    [InlineData(5, 2)]
    [InlineData(7, 4)]
    public void Half_a_nano_dollar_goes_to_the_even_one(long tokens, long nano) =>
        Assert.Equal(nano, StepCost.Compute(Priced((PriceUnit.Input, 0.0005m)), Usage(tokens, 0)).NanoUsd);

    [Fact]
    public void The_sum_is_rounded_not_the_lines()
    {
        var cost = StepCost.Compute(Priced((PriceUnit.Input, 0.0004m), (PriceUnit.Output, 0.0004m)), Usage(1, 1));

        Assert.Equal(1, cost.NanoUsd);
    }

    [Fact]
    public void Requests_and_searches_are_priced_per_thousand()
    {
        var cost = StepCost.Compute(
            Priced((PriceUnit.Requests, 12m), (PriceUnit.WebSearches, 10m)),
            Usage(0, 0),
            new UnitCount(PriceUnit.WebSearches, 3)
        );

        Assert.Equal(12_000_000 + 30_000_000, cost.NanoUsd);
    }

    [Fact]
    public void Cached_tokens_beyond_the_input_are_billed_and_marked()
    {
        var cost = StepCost.Compute(
            Priced((PriceUnit.Input, 3m), (PriceUnit.CachedInput, 1m)),
            Usage(100, 0, cached: 150)
        );

        Assert.True(cost.WasAdjusted);
        Assert.Equal(150_000, cost.NanoUsd);
    }

    [Fact]
    public void Negative_and_absurd_counts_do_not_throw()
    {
        var price = Priced((PriceUnit.Input, 3m), (PriceUnit.CachedInput, 1m), (PriceUnit.Output, 15m));

        var negative = StepCost.Compute(price, Usage(-5, long.MinValue, cached: -1));
        var absurd = StepCost.Compute(price, Usage(long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue));

        Assert.Equal((0L, true), (negative.NanoUsd, negative.WasAdjusted));
        Assert.Equal((long.MaxValue, true), (absurd.NanoUsd, absurd.WasAdjusted));
    }

    [Fact]
    public void Tokens_that_no_price_covers_are_counted()
    {
        var cost = StepCost.Compute(Priced((PriceUnit.Input, 3m)), Usage(10, 7));

        Assert.Equal(7, cost.UnpricedTokens);
    }

    [Fact]
    public void A_free_model_costs_nothing_and_that_is_known()
    {
        var cost = StepCost.Compute(Priced(Array.Empty<UnitPrice>()), Usage(10, 7));

        Assert.Equal((0L, 0L), (cost.NanoUsd, cost.UnpricedTokens));
        Assert.Empty(cost.Lines);
    }
}
