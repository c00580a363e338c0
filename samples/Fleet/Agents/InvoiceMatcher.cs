using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Samples.Fleet.Acting;

namespace ControlPlane.Samples.Fleet.Agents;

/// <summary>Slow: it waits for text recognition and for an old ERP system.</summary>
internal sealed class InvoiceMatcher : IActor
{
    private const string System =
        "You match supplier invoices with purchase orders and goods receipts. Compare quantity, price and tax line by line. "
        + "Book a match only if the difference is at most 2 %. Otherwise file a query and name the line.";

    private static readonly ToolSpec[] Tools =
    [
        new("ocr.read", "Reads the text of a scanned document.", "document_id"),
        new("erp.purchase_order", "Reads a purchase order with its lines.", "number"),
        new("erp.goods_receipt", "Reads what was received for a purchase order.", "number"),
        new("erp.book_match", "Books the match and releases the payment proposal.", "invoice", "order"),
        new("erp.file_query", "Asks purchasing about a line.", "invoice", "line", "question"),
    ];

    private static readonly Fault Timeout = new(
        "TimeoutError",
        "504 The ERP gateway did not answer within 15 s",
        504,
        Retryable: true
    );

    public Card Card { get; } =
        new(
            "invoice-matcher",
            "a.kowalska@nordlicht.example",
            "Matches supplier invoices with purchase orders and goods receipts.",
            Voice.OpenInference,
            "openinference.instrumentation.openai",
            StartsByApi: true
        );

    public int Weight => 26;

    public PlannedRun Plan(Dice dice, DateTimeOffset at)
    {
        var invoice = "INV-" + dice.Number(29_400, 30_180);
        var order = "PO-" + dice.Number(7_700, 8_450);
        var supplier = dice.Pick(Company.Suppliers);
        var script = new Script(dice, $"{invoice} · {supplier}");
        script.Agent(
            Card.Slug,
            $"Match invoice {invoice} of {supplier} with {order}.",
            () => Match(dice, script, invoice, order)
        );
        return script.End(
            Card,
            "batch-" + at.ToString("MMdd-HH", CultureInfo.InvariantCulture),
            dice.Chance(0.2) ? Company.Colleague(dice) : null,
            Company.Environment(dice, 0.03),
            "5.2.3"
        );
    }

    private static string Match(Dice dice, Script script, string invoice, string order)
    {
        var talk = new Talk(Model.Gpt41Mini, System, 900, Tools);
        talk.Add(new Turn("user", $"Match invoice {invoice} with {order}."));
        var quantity = dice.Between(4, 240);
        var price = Math.Round((decimal)dice.Between(2.2, 118.0), 2);
        var line = new JsonObject
        {
            ["line"] = 1,
            ["quantity"] = quantity,
            ["unit_price_eur"] = price,
            ["tax"] = "19 %",
        };
        script.Use(
            talk,
            "ocr.read",
            new JsonObject { ["document_id"] = invoice },
            new JsonObject
            {
                ["pages"] = dice.Between(1, 6),
                ["confidence"] = Math.Round(dice.Between(0.91, 0.99), 2),
                ["lines"] = new JsonArray(line.DeepClone()),
            },
            dice.Around(6.5)
        );
        if (dice.Chance(0.05))
        {
            script.UseInVain(
                talk,
                "erp.purchase_order",
                new JsonObject { ["number"] = order },
                Timeout,
                15,
                attempts: 2
            );
        }

        script.Use(
            talk,
            "erp.purchase_order",
            new JsonObject { ["number"] = order },
            new JsonObject { ["number"] = order, ["lines"] = new JsonArray(line.DeepClone()) },
            dice.Around(4)
        );
        var received = dice.Chance(0.84) ? quantity : quantity - dice.Between(1, 3);
        script.Use(
            talk,
            "erp.goods_receipt",
            new JsonObject { ["number"] = order },
            new JsonObject { ["line"] = 1, ["received"] = received },
            dice.Around(3)
        );
        return received == quantity
            ? Book(dice, script, talk, invoice, order)
            : Ask(dice, script, talk, invoice, quantity, received);
    }

    private static string Book(Dice dice, Script script, Talk talk, string invoice, string order)
    {
        script.Use(
            talk,
            "erp.book_match",
            new JsonObject { ["invoice"] = invoice, ["order"] = order },
            new JsonObject { ["document"] = dice.Number(4_500_000, 4_599_999), ["state"] = "released" },
            dice.Around(3.5)
        );
        return script.Say(
            talk,
            $"{invoice} matches {order} in quantity, price and tax. It is booked and stands in the next payment proposal."
        );
    }

    private static string Ask(Dice dice, Script script, Talk talk, string invoice, int quantity, int received)
    {
        var question = string.Create(
            CultureInfo.InvariantCulture,
            $"Invoiced {quantity}, received {received}. Was there a second delivery?"
        );
        script.Use(
            talk,
            "erp.file_query",
            new JsonObject
            {
                ["invoice"] = invoice,
                ["line"] = "1",
                ["question"] = question,
            },
            new JsonObject { ["query"] = "Q-" + dice.Number(2_000, 2_999) },
            dice.Around(2)
        );
        return script.Say(talk, $"{invoice} was not booked: line 1 differs. {question} Purchasing has been asked.");
    }
}
