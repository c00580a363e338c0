using ControlPlane.Samples.Fleet.Acting;

namespace ControlPlane.Samples.Fleet.Agents;

/// <summary>Everybody who plays.</summary>
internal static class Cast
{
    public static readonly IReadOnlyList<IActor> All =
    [
        new RefundDesk(),
        new InvoiceMatcher(),
        new LeadResearcher(),
        new KbWriter(),
        new OpsAssistant(),
        new ContractReviewer(),
        new ReleaseNotes(),
    ];

    /// <summary>One of these, as often as they work.</summary>
    public static IActor Next(IReadOnlyList<IActor> working, Dice dice)
    {
        var mark = dice.Between(1, working.Sum(static actor => actor.Weight));
        return working.First(actor => (mark -= actor.Weight) <= 0);
    }
}
