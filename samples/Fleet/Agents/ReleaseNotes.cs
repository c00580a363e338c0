using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Samples.Fleet.Acting;

namespace ControlPlane.Samples.Fleet.Agents;

/// <summary>Scheduled: every half hour in staging, and every night for production.</summary>
internal sealed class ReleaseNotes : IActor
{
    private static readonly string[] Changes =
    [
        "Show delivery windows in the order page",
        "Mend rounding of partial refunds",
        "Raise the time-out of the ERP gateway",
        "Translate the warranty page to Finnish",
        "Remove the old size chart",
        "Cache product pictures for a day",
        "Log the carrier's answer with its status",
    ];

    private static readonly ToolSpec[] Tools =
    [
        new("git.log", "Lists merged changes.", "repository", "since"),
        new("notes.publish", "Publishes the notes.", "channel", "body"),
    ];

    public Card Card { get; } =
        new(
            "release-notes",
            "j.ferreira@nordlicht.example",
            "Writes release notes: every half hour for staging, every night for customers.",
            Voice.GenAi,
            "nordlicht.release",
            Announces: true
        );

    public int Weight => 0;

    public PlannedRun Plan(Dice dice, DateTimeOffset at)
    {
        var nightly = at is { Hour: 2, Minute: < 30 };
        var title = nightly
            ? "Nightly notes, " + at.ToString("d MMMM", CultureInfo.InvariantCulture)
            : "Staging digest " + at.ToString("HH:mm", CultureInfo.InvariantCulture);
        var script = new Script(dice, title);
        script.Agent(
            Card.Slug,
            title + ": what was merged, for whom does it matter?",
            () => Write(dice, script, nightly)
        );
        return script.End(Card, null, null, nightly ? "production" : "staging", "0.9.4");
    }

    private static string Write(Dice dice, Script script, bool nightly)
    {
        var talk = new Talk(
            nightly ? Model.Gpt5Mini : Model.Gpt41Mini,
            "You write release notes: one line a change, what it means for the reader first.",
            380,
            Tools
        );
        talk.Add(new Turn("user", nightly ? "Write the notes of the day." : "Write the digest of the last half hour."));
        var changes = Enumerable
            .Range(0, nightly ? dice.Between(5, 9) : dice.Between(1, 3))
            .Select(_ => dice.Pick(Changes))
            .Distinct()
            .ToArray();
        script.Use(
            talk,
            "git.log",
            new JsonObject { ["repository"] = "webshop", ["since"] = nightly ? "24 h" : "30 min" },
            new JsonArray([
                .. changes.Select(change => (JsonNode)new JsonObject { ["change"] = change, ["commit"] = dice.Hex(8) }),
            ]),
            dice.Around(0.8)
        );
        var body = string.Join('\n', changes.Select(static change => "- " + change));
        script.Use(
            talk,
            "notes.publish",
            new JsonObject { ["channel"] = nightly ? "customers" : "staging", ["body"] = body },
            new JsonObject { ["published"] = true },
            dice.Around(0.5)
        );
        return script.Say(talk, "Published:\n" + body);
    }
}
