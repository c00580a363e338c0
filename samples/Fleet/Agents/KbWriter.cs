using System.Text.Json.Nodes;
using ControlPlane.Samples.Fleet.Acting;

namespace ControlPlane.Samples.Fleet.Agents;

/// <summary>Retries when its provider says 429, and now and then loops: it asks the same search again and again.</summary>
internal sealed class KbWriter : IActor
{
    private static readonly string[] Articles =
    [
        "reset a meter after a power cut",
        "swap a gas meter seal",
        "descale the EM 420",
        "error E17 on the DW 60",
        "level a washing machine",
        "door seal of the UF 280",
        "pair the hob with the hood",
        "clean the dryer's condenser",
        "change the language of the display",
        "water hardness and rinse aid",
    ];

    private static readonly ToolSpec[] Tools =
    [
        new("kb.search", "Searches the knowledge base.", "query"),
        new("manuals.read", "Reads a chapter of a service manual.", "product", "chapter"),
        new("kb.save_draft", "Saves a draft for review.", "title", "body"),
    ];

    private static readonly Fault TooFast = new(
        "AI_APICallError",
        "429 Resource has been exhausted (e.g. check quota): generate_content requests per minute",
        429,
        Retryable: true
    );

    public Card Card { get; } =
        new(
            "kb-writer",
            "s.oezdemir@nordlicht.example",
            "Turns solved tickets into articles of the knowledge base.",
            Voice.VercelAi,
            "ai"
        );

    public int Weight => 9;

    public PlannedRun Plan(Dice dice, DateTimeOffset at)
    {
        var subject = dice.Pick(Articles);
        var script = new Script(dice, "Article: " + subject);
        script.Agent(
            Card.Slug,
            $"Write an article: {subject}. Source: tickets of the last 30 days.",
            () => Write(dice, script, subject)
        );
        return script.End(
            Card,
            "kb-" + dice.Number(600, 990),
            Company.Colleague(dice),
            Company.Environment(dice, 0.15),
            dice.Chance(0.7) ? "0.31.2" : "0.32.0"
        );
    }

    private static string? Write(Dice dice, Script script, string subject)
    {
        var talk = new Talk(
            Model.Flash,
            "You write short articles for customers. Steps are numbered, one action each. Search first: an article may exist.",
            5_200,
            Tools
        );
        talk.Add(new Turn("user", $"Write an article: {subject}. Source: tickets of the last 30 days."));
        if (dice.Chance(0.22))
        {
            script.Refused(talk, TooFast, attempts: dice.Between(1, 3), wait: 1.5);
        }

        var loops = dice.Chance(0.07);
        for (var i = loops ? dice.Between(9, 14) : 1; i > 0; i--)
        {
            script.Use(
                talk,
                "kb.search",
                new JsonObject { ["query"] = subject },
                loops
                    ? new JsonArray()
                    : new JsonArray(
                        new JsonObject
                        {
                            ["id"] = dice.Number(100, 999),
                            ["title"] = "How to " + subject,
                            ["age_days"] = dice.Between(200, 900),
                        }
                    ),
                dice.Around(0.5),
                loops ? "The search found nothing. I will search again." : null
            );
        }

        if (loops && dice.Chance(0.4))
        {
            script.Fail(new Fault("MaxStepsError", "Stopped after 15 steps without an answer"));
            return null;
        }

        script.Use(
            talk,
            "manuals.read",
            new JsonObject { ["product"] = dice.Pick(Company.Products), ["chapter"] = "Care and faults" },
            new JsonObject
            {
                ["pages"] = dice.Between(2, 9),
                ["text"] =
                    "Switch the machine off and wait for one minute. Open the lower panel with a coin. Hold the button until the light turns blue.",
            },
            dice.Around(1)
        );
        script.Use(
            talk,
            "kb.save_draft",
            new JsonObject { ["title"] = "How to " + subject, ["body"] = Body(subject) },
            new JsonObject { ["draft"] = "KB-" + dice.Number(1_200, 1_999), ["state"] = "in review" },
            dice.Around(0.6)
        );
        return script.Say(
            talk,
            $"The draft \"How to {subject}\" waits for review. It replaces an article that is older than the current firmware."
        );
    }

    private static string Body(string subject) =>
        $"# How to {subject}\n\n1. Switch the machine off and wait for one minute.\n2. Open the lower panel with a coin.\n3. Hold the button until the light turns blue.\n4. Close the panel.\n\nIf the message comes back, write to us with the number on the label behind the door.";
}
