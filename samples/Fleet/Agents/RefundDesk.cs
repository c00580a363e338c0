using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Samples.Fleet.Acting;

namespace ControlPlane.Samples.Fleet.Agents;

/// <summary>Happy and steady: answers customers about orders and small refunds.</summary>
internal sealed class RefundDesk : IActor
{
    private const string System =
        "You are the refund desk of Nordlicht Appliances. Be brief and kind. Look an order up before you speak about it. "
        + "Refund up to 50 EUR yourself; above that, hand over to a colleague. Never promise a date you did not read.";

    private static readonly ToolSpec[] Tools =
    [
        new("orders.get", "Reads an order with its parcels and payments.", "order_id"),
        new("orders.search", "Finds orders of a customer.", "email"),
        new("parcels.track", "Asks the carrier where a parcel is.", "parcel_id"),
        new("refunds.create", "Pays money back to the customer.", "order_id", "amount_eur", "reason"),
        new("tickets.handover", "Hands the case to a colleague.", "order_id", "note"),
    ];

    public Card Card { get; } =
        new(
            "refund-desk",
            "k.brandt@nordlicht.example",
            "Answers customers about orders, parcels and small refunds.",
            Voice.VercelAi,
            "ai",
            Announces: true
        );

    public int Weight => 42;

    public PlannedRun Plan(Dice dice, DateTimeOffset at)
    {
        var order = "SO-" + dice.Number(880_100, 891_900);
        var product = dice.Pick(Company.Products);
        var amount = Math.Round((decimal)dice.Between(6.5, 49.0), 2).ToString(CultureInfo.InvariantCulture);
        var (title, question, act) = Case(dice, order, product, amount);
        var script = new Script(dice, $"{order} · {title}");
        var talk = new Talk(dice.Chance(0.85) ? Model.Gpt5Mini : Model.Gpt41Mini, System, 640, Tools);
        script.Agent(
            Card.Slug,
            question,
            () =>
            {
                talk.Add(new Turn("user", question));
                return act(script, talk);
            }
        );
        return script.End(
            Card,
            "chat-" + dice.Number(41_000, 43_999),
            Company.Customer(dice),
            Company.Environment(dice, 0.06),
            dice.Chance(0.9) ? "2.14.0" : "2.15.0-rc.1"
        );
    }

    private static (string Title, string Question, Func<Script, Talk, string> Act) Case(
        Dice dice,
        string order,
        string product,
        string amount
    ) =>
        dice.Between(0, 6) switch
        {
            0 or 1 => (
                "where is my order",
                $"Hello, I ordered a {product} ({order}) and it was due two days ago. Where is it?",
                (script, talk) => Where(dice, script, talk, order)
            ),
            2 => (
                "refund of delivery costs",
                $"The delivery of {order} came a week late. I would like the express fee back.",
                (script, talk) => Refund(dice, script, talk, order, amount, "late express delivery")
            ),
            3 => (
                "small part missing",
                $"My {product} from {order} came without the hose clamp. I bought one for {amount} EUR, can I have that back?",
                (script, talk) => Refund(dice, script, talk, order, amount, "missing part bought by the customer")
            ),
            4 => (
                "double charge",
                $"You took the money for {order} twice! Please check.",
                (script, talk) => DoubleCharge(dice, script, talk, order)
            ),
            5 => (
                "full refund wanted",
                $"The {product} is too loud. I want to send it back and get all my money.",
                (script, talk) => HandOver(dice, script, talk, order, product)
            ),
            _ => (
                "change of address",
                $"I have moved. Can {order} go to Lindenweg 14, 22301 Hamburg instead?",
                (script, talk) => HandOver(dice, script, talk, order, product)
            ),
        };

    private static string Where(Dice dice, Script script, Talk talk, string order)
    {
        var parcel = "NK" + dice.Number(10_000_000, 99_999_999);
        Look(dice, script, talk, order, parcel);
        script.Use(
            talk,
            "parcels.track",
            new JsonObject { ["parcel_id"] = parcel },
            new JsonObject
            {
                ["status"] = "at the depot",
                ["depot"] = dice.Pick(["Hamburg-Billbrook", "Hannover-Ost", "Malmö Syd"]),
                ["next_attempt"] = "tomorrow 09:00–13:00",
            },
            dice.Around(0.9)
        );
        return script.Say(
            talk,
            $"I am sorry for the wait. Your parcel {parcel} is at the carrier's depot and will be delivered tomorrow between 9:00 and 13:00. You will get a message with a link an hour before."
        );
    }

    private static string Refund(Dice dice, Script script, Talk talk, string order, string amount, string reason)
    {
        Look(dice, script, talk, order, "NK" + dice.Number(10_000_000, 99_999_999));
        script.Use(
            talk,
            "refunds.create",
            new JsonObject
            {
                ["order_id"] = order,
                ["amount_eur"] = amount,
                ["reason"] = reason,
            },
            new JsonObject { ["refund_id"] = "RF-" + dice.Number(50_000, 59_999), ["state"] = "booked" },
            dice.Around(0.6)
        );
        return script.Say(
            talk,
            $"You are right, and I have just sent {amount} EUR back to the card you paid with. It usually arrives within three working days."
        );
    }

    private static string DoubleCharge(Dice dice, Script script, Talk talk, string order)
    {
        Look(dice, script, talk, order, "NK" + dice.Number(10_000_000, 99_999_999));
        return script.Say(
            talk,
            $"I see two bookings for {order}, but only one was collected. The other is a reservation by your bank that ends by itself, at the latest in five days. You do not need to do anything."
        );
    }

    private static string HandOver(Dice dice, Script script, Talk talk, string order, string product)
    {
        Look(dice, script, talk, order, "NK" + dice.Number(10_000_000, 99_999_999));
        script.Use(
            talk,
            "tickets.handover",
            new JsonObject
            {
                ["order_id"] = order,
                ["note"] = $"Customer of {product}: beyond what I may decide. Order read, nothing changed.",
            },
            new JsonObject { ["ticket"] = "T-" + dice.Number(70_000, 79_999), ["queue"] = "returns" },
            dice.Around(0.3)
        );
        return script.Say(
            talk,
            "I have passed this to a colleague of the returns team, who will write to you today. Nothing was changed on your order so far."
        );
    }

    private static void Look(Dice dice, Script script, Talk talk, string order, string parcel) =>
        script.Use(
            talk,
            "orders.get",
            new JsonObject { ["order_id"] = order },
            new JsonObject
            {
                ["order_id"] = order,
                ["state"] = "shipped",
                ["total_eur"] = Math.Round(dice.Between(79.0, 1_290.0), 2),
                ["parcels"] = new JsonArray(parcel),
                ["payments"] = new JsonArray(new JsonObject { ["method"] = "card", ["state"] = "collected" }),
            },
            dice.Around(0.35)
        );
}
