using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Samples.Fleet.Acting;

namespace ControlPlane.Samples.Fleet.Agents;

/// <summary>Long context: the whole contract is before every question, and is read from the provider's cache.</summary>
internal sealed class ContractReviewer : IActor
{
    private static readonly string[] Clauses =
    [
        "liability",
        "term and termination",
        "price adjustment",
        "data protection",
        "spare parts",
        "place of jurisdiction",
    ];

    private static readonly ToolSpec[] Tools =
    [
        new("playbook.get", "Reads our position on a clause.", "clause"),
        new("review.comment", "Writes a comment beside a clause.", "clause", "text", "risk"),
    ];

    public Card Card { get; } =
        new(
            "contract-reviewer",
            "l.haddad@nordlicht.example",
            "Reads supplier contracts against the playbook and comments on clauses.",
            Voice.GenAi,
            "nordlicht.legal",
            StartsByApi: true
        );

    public int Weight => 5;

    public PlannedRun Plan(Dice dice, DateTimeOffset at)
    {
        var supplier = dice.Pick(Company.Suppliers);
        var contract = dice.Pick(["Framework contract", "Service contract", "Licence", "NDA"]) + ", " + supplier;
        var script = new Script(dice, "Review: " + contract);
        script.Agent(Card.Slug, $"Review the {contract} against our playbook.", () => Review(dice, script, contract));
        return script.End(
            Card,
            "matter-" + dice.Number(310, 399),
            Company.Colleague(dice),
            Company.Environment(dice, 0.05),
            "1.4.1"
        );
    }

    private static string Review(Dice dice, Script script, string contract)
    {
        var pages = dice.Between(28, 96);
        var talk = new Talk(
            Model.Sonnet,
            "You review contracts for a buyer of parts. Compare each clause with the playbook, quote the sentence, rate the risk.",
            1_800 + pages * 620,
            Tools
        );
        talk.Add(
            new Turn(
                "user",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Review the {contract} against our playbook. [attached: contract.pdf, {pages} pages]"
                )
            )
        );
        var risks = 0;
        foreach (var clause in Clauses.Take(dice.Between(3, Clauses.Length)))
        {
            script.Use(
                talk,
                "playbook.get",
                new JsonObject { ["clause"] = clause },
                new JsonObject
                {
                    ["clause"] = clause,
                    ["position"] = "Accept the market standard; no unlimited obligation.",
                    ["fallback"] = "Cap at one year's volume.",
                },
                dice.Around(0.3)
            );
            if (dice.Chance(0.45))
            {
                risks++;
                script.Use(
                    talk,
                    "review.comment",
                    new JsonObject
                    {
                        ["clause"] = clause,
                        ["text"] =
                            $"The wording on {clause} goes beyond our position: it has no upper limit and starts without notice. Propose the fallback.",
                        ["risk"] = dice.Pick(["medium", "high"]),
                    },
                    new JsonObject { ["comment"] = dice.Number(10_000, 19_999) },
                    dice.Around(0.4)
                );
            }
        }

        return script.Say(
            talk,
            string.Create(
                CultureInfo.InvariantCulture,
                $"I read {pages} pages. {risks} clauses differ from the playbook and carry a comment; the others follow the market standard. The contract should not be signed before liability is settled."
            )
        );
    }
}
