using System.Globalization;
using ControlPlane.Domain.Prices;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Server.Runs;

/// <summary>Prices a model call by the table in force at its start.</summary>
internal static class StepPricing
{
    public static StepCost? CostOf(PriceTable prices, StepFacts step) => Find(prices, step)?.Cost;

    /// <summary>The cost in nano-USD, and which price it was computed with.</summary>
    public static (long? NanoUsd, string? Price) Of(PriceTable prices, StepFacts step) =>
        Find(prices, step) is var (match, cost) && cost.UnpricedTokens == 0
            ? (cost.NanoUsd, NameOf(match))
            : (null, null);

    public static (PriceMatch Match, StepCost Cost)? Find(PriceTable prices, StepFacts step)
    {
        if (step is not { Kind: StepKind.Llm, Usage: { } usage })
        {
            return null;
        }

        var match = prices.Find(step.Provider, step.ResponseModel, step.RequestModel, step.StartedAt);
        return match is null ? null : (match, StepCost.Compute(match, usage));
    }

    private static string NameOf(PriceMatch match) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{match.ProviderId}/{match.ModelId} of {match.EffectiveFrom?.ToString("O", CultureInfo.InvariantCulture) ?? "ever"} in {match.TableVersion}"
        );
}
