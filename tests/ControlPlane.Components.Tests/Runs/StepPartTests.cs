using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Bunit;
using ControlPlane.Domain.Runs;
using ControlPlane.Server.Runs;
using ControlPlane.Server.Runs.Pages;

namespace ControlPlane.Components.Tests.Runs;

/// <summary>What stands beside the messages of a step: tools, secrets that were taken out, cost, marks and logs.</summary>
public sealed class StepPartTests : PageContext
{
    private static readonly JsonNode Offered = JsonNode.Parse(
        """[{"type":"function","function":{"name":"refund","description":"pays back"}},{"name":"notify","description":"writes a mail"}]"""
    )!;

    [Fact]
    public void A_call_has_the_definition_of_its_tool_beside_it_and_leads_to_the_step_that_did_it()
    {
        var content = new StepContent
        {
            Output =
            [
                new(
                    "assistant",
                    [
                        new("tool_call", null, "c1", "refund", JsonNode.Parse("""{"eur":40}""")),
                        new("tool_call", null, "c2", "unheard-of", null),
                    ],
                    "tool_call"
                ),
            ],
            ToolDefinitions = Offered.DeepClone(),
        };
        var done = Steps.Of(7, kind: StepKind.Tool, name: "refund", from: 1, to: 1.5, status: StepStatus.Error);

        var messages = Render<StepMessages>(p =>
            p.Add(m => m.Detail, Detail(content: content))
                .Add(m => m.FindCall, id => id == "c1" ? done : null)
                .Add(m => m.HrefOf, step => "/runs/1?step=" + step.Id)
        );

        var answer = messages.Find(".message.answer");
        Assert.Contains("pays back", Assert.Single(answer.QuerySelectorAll("details.offered")).TextContent, Exactly);
        Assert.DoesNotContain("writes a mail", answer.TextContent, Exactly);
        var link = Assert.Single(answer.QuerySelectorAll(".call a"));
        Assert.Equal("/runs/1?step=s7", link.GetAttribute("href"));
        Assert.Equal("→ refund, 0.50 s, failed", link.TextContent);
        Assert.Contains("\"eur\": 40", answer.TextContent, Exactly);
        Assert.Contains("stopped: tool_call", answer.TextContent, Exactly);
        Assert.Equal(
            ["refund", "notify"],
            messages.FindAll("section > details.offered > summary").Select(static tool => tool.TextContent)
        );
    }

    [Fact]
    public void A_tool_call_shows_how_the_tool_was_described_to_the_model()
    {
        var step = Steps.Of(2, kind: StepKind.Tool, name: "refund");
        var asker = Steps.Of(1, kind: StepKind.Llm, name: "weigh policy");
        var content = new StepContent
        {
            Arguments = JsonNode.Parse("""{"eur":40}"""),
            Result = JsonValue.Create("paid"),
        };

        var panel = Render<StepPanel>(p =>
            p.Add(s => s.Step, step)
                .Add(s => s.Detail, Detail(step, content))
                .Add(s => s.Close, "/runs/1")
                .Add(s => s.Origin, new ToolCallOrigin(asker.Key, Offered[0]!.DeepClone()))
                .Add(s => s.FindStep, key => key == asker.Key ? asker : null)
                .Add(s => s.HrefOf, step => "/runs/1?step=" + step.Id)
        );

        var definition = panel.Find("details.offered");
        Assert.Equal(
            "Definition of the tool, as the model was given it",
            definition.QuerySelector("summary")!.TextContent
        );
        Assert.Contains("pays back", definition.TextContent, Exactly);
        Assert.Equal("/runs/1?step=s1", panel.FindAll(".facts a").Single().GetAttribute("href"));
        Assert.Equal(
            ["Arguments", "Result"],
            panel.FindAll(".section h2").Select(static heading => heading.TextContent)
        );
    }

    [Theory]
    [InlineData(0, "{}", null)]
    [InlineData(1, """{"a":"Bearer [redacted:api_key]"}""", "1 secret was taken out: api key")]
    [InlineData(
        3,
        """{"a":["[redacted:api_key] and [redacted:api_key]"],"b":"[redacted:card-number]"}""",
        "3 secrets were taken out: 2 × api key, card number"
    )]
    [InlineData(2, "{}", "2 secrets were taken out")] // in parts of the report that are not shown
    public void A_step_says_which_secrets_were_taken_out(int redactions, string raw, string? words)
    {
        var row = Steps.Row(Steps.Of(1));
        row = row with { Facts = row.Facts with { Redactions = redactions } };

        var head = Render<StepHead>(p => p.Add(h => h.Step, row).Add(h => h.Notes, StepNotes.Of(JsonNode.Parse(raw))));

        Assert.Equal(words, FactOf(head, "Redacted"));
    }

    [Fact]
    public void A_run_says_how_many_secrets_were_taken_out_and_why_its_cost_is_not_whole()
    {
        IRenderedComponent<RunFacts> Of(int redactions, params string[] notes) =>
            Render<RunFacts>(p =>
                p.Add(
                    f => f.Detail,
                    new RunDetail(
                        Steps.Run(costStatus: notes.Length > 0 ? CostStatus.Partial : CostStatus.Complete),
                        [],
                        new Dictionary<string, int>(StringComparer.Ordinal) { ["refund"] = 1, ["get_order"] = 4 },
                        null,
                        null,
                        false,
                        redactions,
                        notes
                    )
                )
            );

        var clean = Of(0);
        var noted = Of(3, "no price is known for house-model-7", "1 of 2 model calls reported no token usage");

        Assert.Null(FactOf(clean, "Redacted"));
        Assert.Equal("3", FactOf(noted, "Redacted"));
        Assert.Equal("get_order 4, refund 1", clean.Find("dd[title^=get_order]").GetAttribute("title"));
        Assert.Empty(clean.FindAll(".notice"));
        Assert.Equal(
            "The cost is PARTIAL. no price is known for house-model-7; 1 of 2 model calls reported no token usage",
            noted.Find(".notice.warn").TextContent.Trim()
        );
    }

    [Fact]
    public void The_token_bar_has_a_part_for_each_kind_as_wide_as_its_share()
    {
        var cost = Cost(new(1_000, 1_000, 500, 250, 200), lines: []);

        Assert.Equal(
            ["c3 width:25%", "c6 width:12.5%", "c2 width:12.5%", "c1 width:40%", "c4 width:10%"],
            cost.FindAll(".token-bar i").Select(static part => $"{part.ClassName} {part.GetAttribute("style")}")
        );
        Assert.Equal(
            ["c3", "c6", "c2", "c1", "c4"],
            cost.FindAll("tr .swatch").Select(static key => key.ClassName!["swatch ".Length..])
        );
        Assert.Equal("1,000 in, 1,000 out", cost.Find(".note").TextContent);
    }

    [Fact]
    public void The_cost_names_its_price_and_each_line_of_it()
    {
        var cost = Cost(
            new(6_082, 530, 4_980, 0, 0),
            [new("input", 1_102, 3m, 0.003306m), new("cached input", 4_980, 0.075m, 0.0003735m)],
            "Price openai/gpt-5-mini of 2025-08-07 in 2026-11-01.1",
            reported: 750_000_000
        );

        Assert.Equal("openai/gpt-5-mini", FactOf(cost, "Price of"));
        Assert.Equal("7 Aug 2025", FactOf(cost, "In force since"));
        Assert.Equal("2026-11-01.1", FactOf(cost, "Price table"));
        Assert.Equal(
            ["input 1,102 3.00 0.003306", "cached input 4,980 0.075 0.0003735"],
            cost.FindAll("thead ~ tbody tr").Select(static row => Cells(row))
        );
        Assert.Contains("Reported by the agent: $0.750", Words(cost.FindAll(".section")[1]), Exactly);
    }

    [Fact]
    public void A_call_without_usage_or_price_says_so_and_costs_nothing_invented()
    {
        var silent = Cost(null, []);
        var unpriced = Cost(new(10, 5, 0, 0, 0), [], "No price is known for this model, so this call has no cost.");

        Assert.Contains("No usage was reported", silent.Markup, Exactly);
        Assert.Empty(silent.FindAll(".token-bar"));
        Assert.Contains("No price is known for this model", unpriced.Markup, Exactly);
        Assert.Contains("It could not be priced, which makes the run's cost incomplete.", unpriced.Markup, Exactly);
        Assert.DoesNotContain("$0", unpriced.Markup, Exactly);
    }

    [Theory]
    [InlineData("Price openai/gpt-5-mini of 2025-08-07 in v1", "openai/gpt-5-mini", "7 Aug 2025", "v1")]
    [InlineData("Price a/model of thought of ever in v 1", "a/model of thought", "always", "v 1")]
    [InlineData("Price a/b of some day in v1", "a/b", "some day", "v1")]
    [InlineData("No price is known for this model, so this call has no cost.", null, null, null)]
    [InlineData("Price of something", null, null, null)]
    [InlineData(" of x in y", null, null, null)]
    [InlineData("", null, null, null)]
    [InlineData(null, null, null, null)]
    public void A_price_note_is_read_as_model_day_and_table(string? note, string? model, string? since, string? table)
    {
        var words = PriceWords.Of(note);

        Assert.Equal((model, since, table), (words?.Model, words?.Since, words?.Table));
    }

    [Fact]
    public void A_failed_step_has_its_fault_at_the_end_of_its_bar_and_logs_stand_where_they_were_written()
    {
        var failed = Steps.Of(2, parent: 1, from: 2, to: 4, kind: StepKind.Tool, status: StepStatus.Error);
        var snapshot = new RunSnapshot(null, [Steps.Of(1, from: 0, to: 8), failed]);
        var logs = new LogMarks(3, [Steps.Start.AddSeconds(2), Steps.Start.AddSeconds(3)]);

        var lines = Render<StepTable>(p =>
            p.Add(t => t.Nodes, snapshot.Nodes)
                .Add(t => t.Timeline, Timeline.Of(snapshot.Nodes, Steps.Start.AddMinutes(1)))
                .Add(t => t.Collapsed, new HashSet<Guid>())
                .Add(t => t.NameOf, static _ => null)
                .Add(t => t.HrefOf, static _ => "")
                .Add(t => t.Logs, new Dictionary<Guid, LogMarks> { [failed.Key] = logs })
        );

        Assert.Equal("left:50%", lines.Find("tr[data-step=s2] .fault").GetAttribute("style"));
        Assert.Contains("failed", lines.Find("tr[data-step=s2] .bar").ClassName, Exactly);
        Assert.Equal(
            ["left:25% 3 log records", "left:37.5% 3 log records"],
            lines
                .FindAll("tr[data-step=s2] i.log")
                .Select(static mark => $"{mark.GetAttribute("style")} {mark.GetAttribute("title")}")
        );
        Assert.Empty(lines.FindAll("tr[data-step=s1] :is(.fault, .log)"));
    }

    [Fact]
    public void Logs_of_a_step_have_a_tab_with_their_number_and_stand_there_as_text()
    {
        const string hostile = "<img src=x onerror=alert(1)>";
        var raw = JsonNode.Parse(
            $$$"""
            {"step":{},"logs":[
                {"at":"2026-11-19T14:00:01Z","severityText":"WARN","eventName":"order.late","body":{"string":"{{{hostile}}}"}},
                {"at":"2026-11-19T14:00:02Z","body":{"map":{"eur":40} } },
                {"at":"2026-11-19T14:00:03Z"}]}
            """
        );
        var step = Steps.Of(1);

        var panel = Render<StepPanel>(p =>
            p.Add(s => s.Step, step)
                .Add(s => s.Detail, Detail(step, raw: raw))
                .Add(s => s.Close, "/runs/1")
                .Add(s => s.Logs, new LogMarks(3, []))
        );
        var tab = panel.Find("#step-tab-logs");
        tab.Click();

        Assert.Equal("Logs 3", tab.TextContent);
        Assert.Equal(["WARN", "log", "log"], panel.FindAll(".message .role").Select(static role => role.TextContent));
        var records = panel.FindAll(".message");
        Assert.Contains("15:00:01", records[0].TextContent, Exactly); // where the reader is
        Assert.Contains("order.late", records[0].TextContent, Exactly);
        Assert.Contains(hostile, records[0].TextContent, Exactly);
        Assert.Contains("\"eur\": 40", records[1].TextContent, Exactly);
        Assert.Contains("It has no body.", records[2].TextContent, Exactly);
        Assert.Empty(panel.FindAll("img"));
    }

    private const StringComparison Exactly = StringComparison.Ordinal;

    private IRenderedComponent<StepCost> Cost(
        TokenUsage? usage,
        IReadOnlyList<CostLine> lines,
        string? note = null,
        long? reported = null
    )
    {
        var row = Steps.Row(Steps.Of(1, kind: StepKind.Llm, cost: lines.Count > 0 ? 3_679_500 : null));
        row = row with { Facts = row.Facts with { Usage = usage, ReportedCostNanoUsd = reported } };
        return Render<StepCost>(p => p.Add(c => c.Detail, new StepDetail(row, StepContent.Empty, null, lines, note)));
    }

    private static StepDetail Detail(TraceStep? step = null, StepContent? content = null, JsonNode? raw = null) =>
        new(Steps.Row(step ?? Steps.Of(1, kind: StepKind.Llm)), content ?? StepContent.Empty, raw, [], null);

    // What stands beside a word of a list of facts; null if the word is not there.
    private static string? FactOf<T>(IRenderedComponent<T> rendered, string name)
        where T : Microsoft.AspNetCore.Components.IComponent =>
        rendered.FindAll("dt").FirstOrDefault(term => term.TextContent == name) is { } term
            ? Words(term.NextElementSibling!)
            : null;

    private static string Cells(IElement row) => string.Join(' ', row.Children.Select(Words));

    private static string Words(IElement element) =>
        string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
