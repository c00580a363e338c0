using ControlPlane.Domain.Prices;
using ControlPlane.Domain.Runs;
using FsCheck;
using FsCheck.Fluent;
using static ControlPlane.Domain.Tests.Prices.PriceExamples;

namespace ControlPlane.Domain.Tests.Prices;

public sealed class StepCostPropertyTests
{
    private static readonly PriceMatch[] Matches =
    [
        .. Seed
            .Providers.SelectMany(static provider => provider.Models)
            .SelectMany(static model => model.Entries)
            .Select(static entry => new PriceMatch(
                "",
                "",
                "",
                null,
                null,
                null,
                "",
                PriceFoundBy.Provider,
                entry.Price
            )),
    ];

    private static readonly Arbitrary<PriceMatch> Prices = Gen.Elements(Matches).ToArbitrary();

    private static readonly Arbitrary<TokenUsage> Usages = Gen.Choose(0, 400_000)
        .Four()
        .Select(static four =>
            Usage(four.Item1 + four.Item3, four.Item2, four.Item3 / 2, four.Item3 / 3, four.Item2 / 2)
        )
        .ToArbitrary();

    [Fact]
    public void More_tokens_never_cost_less() =>
        Prop.ForAll(
                Prices,
                Usages,
                Gen.Choose(0, 300_000).ToArbitrary(),
                static (price, usage, more) =>
                    Cost(price, usage).NanoUsd <= Cost(price, usage with { Input = usage.Input + more }).NanoUsd
                    && Cost(price, usage).NanoUsd <= Cost(price, usage with { Output = usage.Output + more }).NanoUsd
                    && Cost(price, usage).NanoUsd <= Cost(price, usage + usage).NanoUsd
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_lines_add_up_to_the_total() =>
        Prop.ForAll(
                Prices,
                Usages,
                static (price, usage) =>
                {
                    var cost = Cost(price, usage);
                    return cost.Lines.Sum(static line => line.Usd) == cost.Usd
                        && Math.Abs(cost.Usd - (cost.NanoUsd / 1_000_000_000m)) <= 0.000_000_000_5m;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Every_token_is_on_one_line_at_most() =>
        Prop.ForAll(
                Prices,
                Usages,
                static (price, usage) =>
                    Cost(price, usage).Lines.Where(static line => line.Unit.IsTokens).Sum(static line => line.Count)
                    <= usage.Input + usage.Output
            )
            .QuickCheckThrowOnFailure();

    private static StepCost Cost(PriceMatch price, TokenUsage usage) => StepCost.Compute(price, usage);
}
