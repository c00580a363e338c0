using System.Text.Json.Nodes;
using ControlPlane.Samples.Fleet.Acting;

namespace ControlPlane.Samples.Fleet.Agents;

/// <summary>Fails now and then: a tool refuses for good, or the model does. It speaks the runs API alone.</summary>
internal sealed class OpsAssistant : IActor
{
    private static readonly ToolSpec[] Tools =
    [
        new("metrics.query", "Reads a metric.", "host", "metric"),
        new("logs.search", "Searches logs.", "query", "minutes"),
        new("storage.get_lifecycle", "Reads the lifecycle rules of a bucket.", "bucket"),
        new("storage.put_lifecycle", "Changes the lifecycle rules of a bucket.", "bucket", "days"),
        new("chat.post", "Posts to the operators' channel.", "text"),
    ];

    private static readonly Fault Overloaded = new(
        "InternalServerError",
        "500 Internal server error",
        500,
        Retryable: true
    );

    public Card Card { get; } =
        new(
            "ops-assistant",
            "m.lindqvist@nordlicht.example",
            "Explains alerts and does small chores for the operators.",
            Voice.GenAi,
            "nordlicht.ops",
            StartsByApi: true,
            StepsByApi: true
        );

    public int Weight => 9;

    public PlannedRun Plan(Dice dice, DateTimeOffset at)
    {
        var host = dice.Pick(["db-03", "db-01", "web-12", "erp-gw-2", "cache-4"]);
        var bucket = dice.Pick(["logs-eu", "audit-eu", "invoices-archive"]);
        var chore = dice.Chance(0.25);
        var task = chore
            ? dice.Pick([
                $"Shorten retention of {bucket}",
                $"Clean old files in {bucket}",
                "Rotate log bucket lifecycle",
            ])
            : dice.Pick([$"Explain disk alert on {host}", $"Why is {host} slow?", $"Explain memory alert on {host}"]);
        var script = new Script(dice, task);
        script.Agent(
            Card.Slug,
            task,
            () => chore ? Chore(dice, script, bucket, task) : Explain(dice, script, host, task)
        );
        return script.End(Card, null, Company.Colleague(dice), Company.Environment(dice, 0.2), "3.0.7");
    }

    private static Talk Begin(string task)
    {
        var talk = new Talk(
            Model.Sonnet,
            "You assist the operators of Nordlicht. Read before you change. Change only what was asked. If a policy refuses, say so and stop.",
            2_400,
            Tools
        );
        talk.Add(new Turn("user", task));
        return talk;
    }

    private static string? Explain(Dice dice, Script script, string host, string task)
    {
        var talk = Begin(task);
        if (dice.Chance(0.05))
        {
            script.Refused(talk, Overloaded, attempts: 3, wait: 1.5);
            script.Fail(Overloaded);
            return null;
        }

        script.Use(
            talk,
            "metrics.query",
            new JsonObject { ["host"] = host, ["metric"] = "disk_used_percent" },
            new JsonObject { ["now"] = dice.Between(71, 96), ["day_ago"] = dice.Between(48, 70) },
            dice.Around(0.4)
        );
        script.Use(
            talk,
            "logs.search",
            new JsonObject { ["query"] = $"host:{host} level:error", ["minutes"] = "60" },
            new JsonObject { ["hits"] = dice.Between(3, 240), ["most_frequent"] = "checkpoint took longer than 30 s" },
            dice.Around(1.3)
        );
        script.Decide(
            "explain, change nothing",
            "The growth comes from old write-ahead files; removing them is not mine to decide.",
            dice.Between(0.72, 0.97)
        );
        return script.Say(
            talk,
            $"{host} fills because the nightly export holds back old write-ahead files. It has about {dice.Number(5, 40)} hours left. Ending the stuck export session frees the space; I changed nothing."
        );
    }

    private static string? Chore(Dice dice, Script script, string bucket, string task)
    {
        var talk = Begin(task);
        script.Use(
            talk,
            "storage.get_lifecycle",
            new JsonObject { ["bucket"] = bucket },
            new JsonObject { ["expire_days"] = 400, ["policy"] = "logs-immutable" },
            dice.Around(0.4)
        );
        script.Decide(
            "shorten retention to 90 days",
            "The operator asked for 90 days; the rule now says 400.",
            dice.Between(0.55, 0.9)
        );
        var change = new JsonObject { ["bucket"] = bucket, ["days"] = "90" };
        if (dice.Chance(0.35))
        {
            var refused = new Fault(
                "PermissionDeniedError",
                "403 Forbidden: policy logs-immutable forbids expiry under 400 days",
                403
            );
            script.UseInVain(talk, "storage.put_lifecycle", change, refused, dice.Around(1), attempts: 2);
            var words = script.Say(
                talk,
                $"I could not shorten the retention of {bucket}. The policy logs-immutable asks for at least 400 days; you asked for 90. Nothing was changed."
            );
            script.Fail(refused);
            return words;
        }

        script.Use(talk, "storage.put_lifecycle", change, new JsonObject { ["state"] = "applied" }, dice.Around(1));
        script.Use(
            talk,
            "chat.post",
            new JsonObject { ["text"] = $"Retention of {bucket} is now 90 days." },
            new JsonObject { ["ok"] = true },
            dice.Around(0.3)
        );
        return script.Say(talk, $"The retention of {bucket} is 90 days from now on, and the operators' channel knows.");
    }
}
