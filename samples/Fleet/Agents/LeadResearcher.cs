using System.Text.Json.Nodes;
using ControlPlane.Samples.Fleet.Acting;

namespace ControlPlane.Samples.Fleet.Agents;

/// <summary>Several agents: a lead hands questions over, two researchers work at once, a checker reads over it.</summary>
internal sealed class LeadResearcher : IActor
{
    private static readonly string[] Subjects =
    [
        "heat pump makers, Nordics",
        "port operators, Baltic",
        "cold storage, Benelux",
        "district heating in Tampere",
        "repair law in France",
        "compressor prices since 2024",
        "refrigerant R290, new limits",
        "kitchen retail, Poland",
        "service contracts of competitors",
        "battery recycling duties",
        "smart meter roll-out, Austria",
    ];

    private static readonly ToolSpec[] LeadTools =
    [
        new("delegate", "Hands a question to a researcher.", "to", "question"),
        new("briefs.save", "Saves the finished brief.", "title", "body"),
    ];

    private static readonly ToolSpec[] SearchTools =
    [
        new("web.search", "Searches the web.", "query"),
        new("web.read", "Reads a page.", "url"),
    ];

    private static readonly Fault TooFast = new(
        "RateLimitError",
        "429 This request would exceed your organization's rate limit of 400,000 input tokens per minute",
        429,
        Retryable: true
    );

    public Card Card { get; } =
        new(
            "lead-researcher",
            "t.nakamura@nordlicht.example",
            "Writes market briefs with a team of researchers and a fact checker.",
            Voice.GenAi,
            "nordlicht.research",
            StartsByApi: true
        );

    public int Weight => 8;

    public PlannedRun Plan(Dice dice, DateTimeOffset at)
    {
        var subject = dice.Pick(Subjects);
        var script = new Script(dice, "Brief: " + subject);
        script.Agent(
            Card.Slug,
            $"Write a one-page brief about {subject}, with sources.",
            () => Lead(dice, script, subject)
        );
        return script.End(
            Card,
            "brief-" + dice.Number(2_200, 2_999),
            Company.Colleague(dice),
            Company.Environment(dice, 0.1),
            "1.9.0"
        );
    }

    private static string? Lead(Dice dice, Script script, string subject)
    {
        var lead = new Talk(
            Model.Sonnet,
            "You lead a research team. Split the question, delegate, then write one page in which every figure has a source.",
            2_900,
            LeadTools
        );
        lead.Add(new Turn("user", $"Write a one-page brief about {subject}, with sources."));
        if (dice.Chance(0.18))
        {
            script.Refused(lead, TooFast, attempts: dice.Between(1, 3), wait: 1.2);
            if (dice.Chance(0.15))
            {
                script.Fail(TooFast);
                return null;
            }
        }

        script.Use(
            lead,
            "delegate",
            new JsonObject
            {
                ["to"] = "web-researcher",
                ["question"] = $"Who matters in {subject}, and what changed in the last year?",
            },
            new JsonObject { ["accepted"] = true },
            0.02,
            "I will ask two researchers at once: one for the players, one for rules and prices."
        );
        script.Together(
            () => Research(dice, script, $"Who matters in {subject}?"),
            () => Research(dice, script, $"Which rules and prices changed in {subject}?")
        );
        Check(dice, script, subject);
        script.Use(
            lead,
            "briefs.save",
            new JsonObject { ["title"] = "Brief: " + subject, ["body"] = Body(subject) },
            new JsonObject { ["page"] = "research/" + dice.Number(4_000, 4_999) },
            dice.Around(0.5)
        );
        return script.Say(
            lead,
            $"The brief about {subject} is saved. Three of its eleven figures rest on a single source; they are marked."
        );
    }

    private static void Research(Dice dice, Script script, string question) =>
        script.Agent(
            "web-researcher",
            question,
            () =>
            {
                var talk = new Talk(
                    Model.Haiku,
                    "You find facts on the web. Quote the sentence that holds the fact and give its address. Say so if you found nothing.",
                    1_450,
                    SearchTools
                );
                talk.Add(new Turn("user", question));
                for (var i = 0; i < dice.Between(1, 3); i++)
                {
                    script.Use(
                        talk,
                        "web.search",
                        new JsonObject
                        {
                            ["query"] = dice.Pick([question, question + " 2026", question + " statistics"]),
                        },
                        new JsonArray(Hit(dice), Hit(dice), Hit(dice)),
                        dice.Around(1.1)
                    );
                    script.Use(
                        talk,
                        "web.read",
                        new JsonObject { ["url"] = $"https://reports.example.org/{dice.Number(100, 999)}" },
                        new JsonObject
                        {
                            ["words"] = dice.Between(900, 5_200),
                            ["extract"] = Sentence(dice) + " " + Sentence(dice),
                        },
                        dice.Around(1.6)
                    );
                }

                return script.Say(talk, $"Found: {Sentence(dice)} {Sentence(dice)} Both stand in the quoted reports.");
            }
        );

    private static void Check(Dice dice, Script script, string subject) =>
        script.Agent(
            "fact-checker",
            $"Check the findings about {subject}.",
            () =>
            {
                var talk = new Talk(Model.Haiku, "You compare each figure with its quoted source.", 3_800);
                talk.Add(new Turn("user", $"Check the findings about {subject}: {Sentence(dice)} {Sentence(dice)}"));
                return script.Say(
                    talk,
                    "Eight figures agree with their source, three have only one source, none contradicts."
                );
            }
        );

    private static JsonObject Hit(Dice dice) =>
        new()
        {
            ["title"] = dice.Pick([
                "Annual market report",
                "Monthly bulletin",
                "Trade register extract",
                "Press release",
            ]),
            ["url"] = $"https://reports.example.org/{dice.Number(100, 999)}",
            ["snippet"] = Sentence(dice),
        };

    private static string Sentence(Dice dice) =>
        dice.Pick([
            $"Unit sales rose by {dice.Number(2, 19)} % against the year before.",
            $"The five largest makers hold {dice.Number(48, 81)} % of the market.",
            $"The new limit applies from 1 {dice.Pick(["January", "April", "July"])} 2027.",
            $"Average delivery time fell to {dice.Number(9, 34)} days.",
            $"Imports grew to {dice.Number(120, 940)} million euros.",
        ]);

    private static string Body(string subject) =>
        $"# {subject}\n\nThe market is growing and concentrated. Rules tighten from 2027, which favours makers with propane models. "
        + "Prices of compressors have fallen since spring. Figures and sources are in the table below.";
}
