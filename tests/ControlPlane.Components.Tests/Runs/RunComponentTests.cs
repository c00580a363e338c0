using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Bunit;
using ControlPlane.Domain.Runs;
using ControlPlane.Server.Agents;
using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Runs;
using ControlPlane.Server.Runs.Pages;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Components.Tests.Runs;

public sealed class RunComponentTests : PageContext
{
    private const string Hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>";

    [Theory]
    [InlineData(RunStatus.Running, "running")]
    [InlineData(RunStatus.Waiting, "held")]
    [InlineData(RunStatus.Stopping, "stopping")]
    [InlineData(RunStatus.Succeeded, "done")]
    [InlineData(RunStatus.Failed, "failed")]
    [InlineData(RunStatus.Cancelled, "cancelled")]
    [InlineData(RunStatus.Stopped, "stopped")]
    [InlineData(RunStatus.Lost, "lost")]
    public void Every_status_has_its_word(RunStatus status, string word) =>
        Assert.Equal(word, RenderMarkup(RunCells.Status(status)).Find(".status").TextContent.Trim());

    [Fact]
    public void A_partial_cost_is_a_lower_bound_and_an_unknown_one_is_no_number()
    {
        var partial = Render<RunCost>(p => p.Add(c => c.Run, Steps.Run(costStatus: CostStatus.Partial)));
        var unknown = Render<RunCost>(p => p.Add(c => c.Run, Steps.Run(costStatus: CostStatus.Unknown)));
        var complete = Render<RunCost>(p => p.Add(c => c.Run, Steps.Run()));

        Assert.Contains("≥ $0.182", partial.Markup, StringComparison.Ordinal);
        Assert.Contains("PARTIAL", partial.Markup, StringComparison.Ordinal);
        Assert.Equal("unknown", unknown.Find(".chip").TextContent);
        Assert.DoesNotContain("$", unknown.Markup, StringComparison.Ordinal);
        Assert.Empty(complete.FindAll(".chip"));
    }

    [Fact]
    public void A_row_of_the_list_carries_the_figures_and_the_link()
    {
        var row = Render<RunTable>(p => p.Add(t => t.Rows, [Steps.Run()])).Find("tr[data-run]");

        Assert.Equal($"/runs/{Steps.Key(1)}", row.QuerySelector("a.name")!.GetAttribute("href"));
        Assert.Equal(
            ["done", "refund-desk", "SO-881204", "19 Nov 15:00", "8.10 s", "4", "5", "21.6k", "0.182"],
            row.Children.Select(static cell => cell.TextContent.Trim())
        );
        Assert.True(row.QuerySelector("time")!.HasAttribute("data-relative")); // the browser says how long ago it is
    }

    [Fact]
    public void While_runs_are_read_the_list_already_has_its_shape()
    {
        var table = Render<RunTable>(p => p.Add(t => t.Rows, null));

        Assert.NotEmpty(table.FindAll("tr.waiting"));
        Assert.Equal(table.FindAll("th").Count, table.FindAll("tr.waiting")[0].ChildElementCount);
    }

    [Fact]
    public void What_an_agent_names_itself_is_text()
    {
        var table = Render<RunTable>(p => p.Add(t => t.Rows, [Steps.Run(name: Hostile)]));

        Assert.Equal(Hostile, table.Find("a.name").TextContent);
        AssertInert(table);
    }

    [Fact]
    public void A_failed_step_has_a_mark_and_a_word_and_a_duplicate_names_the_call_it_repeats()
    {
        var table = RenderSteps(
            Steps.Of(1, kind: StepKind.Llm, name: "weigh policy", cost: 37_800_000),
            Steps.Of(2, parent: 1, kind: StepKind.Llm, duplicateOf: 1, cost: 37_800_000),
            Steps.Of(3, kind: StepKind.Tool, status: StepStatus.Error, from: 1),
            Steps.Of(4, parent: 99, from: 2)
        );

        Assert.Contains("same call as weigh policy", Line(table, "s2").TextContent, StringComparison.Ordinal);
        Assert.Contains("–", Line(table, "s2").Children[2].TextContent, StringComparison.Ordinal);
        Assert.Contains("0.038", Line(table, "s1").Children[2].TextContent, StringComparison.Ordinal);
        Assert.NotNull(Line(table, "s3").QuerySelector(".chip.bad svg.mark"));
        Assert.Contains("error", Line(table, "s3").QuerySelector(".chip.bad")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("parent not seen", Line(table, "s4").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Bars_lie_where_their_step_lies_in_time()
    {
        var table = RenderSteps(
            Steps.Of(1, from: 0, to: 8),
            Steps.Of(2, parent: 1, from: 2, to: 4, kind: StepKind.Tool)
        );

        Assert.Equal("left:0%;width:100%", Line(table, "s1").QuerySelector(".bar")!.GetAttribute("style"));
        Assert.Equal("left:25%;width:25%", Line(table, "s2").QuerySelector(".bar")!.GetAttribute("style"));
        Assert.Single(Line(table, "s2").QuerySelectorAll(".gutter"));
    }

    [Fact]
    public void Folding_a_step_says_which()
    {
        Guid? folded = null;
        var table = RenderSteps(
            [Steps.Of(1), Steps.Of(2, parent: 1)],
            p => p.Add(t => t.OnToggle, key => folded = key)
        );

        Line(table, "s1").QuerySelector("button.fold")!.Click();

        Assert.Equal(Steps.Key(1), folded);
        Assert.Null(Line(table, "s2").QuerySelector("button.fold"));
    }

    [Fact]
    public void Of_five_thousand_steps_only_those_in_view_are_rendered()
    {
        var table = RenderSteps([.. Enumerable.Range(1, 5000).Select(static i => Steps.Of(i, from: i))]);

        Assert.InRange(table.FindAll("tr[data-step]").Count, 0, 200);
    }

    [Fact]
    public void Prompts_outputs_arguments_and_errors_are_text()
    {
        var content = new StepContent
        {
            Input = [new("user", [new("text", Hostile), new("tool_result", null, Hostile, Hostile, Hostile)])],
            Output =
            [
                new(Hostile, [new("tool_call", null, "c1", Hostile, JsonNode.Parse("""{"a":"<b>"}"""))], Hostile),
            ],
            Arguments = JsonValue.Create(Hostile),
            Traceback = Hostile,
        };
        var step = Steps.Of(1, kind: StepKind.Llm, name: Hostile, status: StepStatus.Error);
        var detail = new StepDetail(Steps.Row(step), content, JsonValue.Create(Hostile), [], Hostile);
        var panel = Render<StepPanel>(p =>
            p.Add(s => s.Step, step).Add(s => s.Detail, detail).Add(s => s.Close, "/runs/1")
        );

        Assert.Contains(Hostile, panel.Find(".message .as-text").TextContent, StringComparison.Ordinal);
        foreach (var tab in new[] { 0, 1, 2, 3 })
        {
            panel.FindAll("[role=tab]")[tab].Click();
            Assert.Contains(Hostile, panel.Find(".panel").TextContent, StringComparison.Ordinal);
            AssertInert(panel);
        }
    }

    [Fact]
    public void Long_text_shows_its_beginning_and_says_how_much_is_left()
    {
        var text = new string('a', 10_000);
        var shown = Render<LongText>(p => p.Add(t => t.Text, text));

        Assert.Equal("6,000 characters more", shown.Find("button").TextContent);
        shown.Find("button").Click();
        Assert.Equal(text, shown.Find("div").TextContent);
        Assert.Empty(shown.FindAll("button"));
    }

    [Fact]
    public void The_cost_of_a_call_is_shown_as_it_was_computed()
    {
        var step = Steps.Row(Steps.Of(1, kind: StepKind.Llm, cost: 4_800_000));
        step = step with { Facts = step.Facts with { Usage = new(6082, 530, 4980, 0, 212) } };
        var detail = new StepDetail(
            step,
            StepContent.Empty,
            null,
            [new("input", 1102, 3m, 0.003306m)],
            "prices of 1 Nov 2026"
        );

        var cost = Render<StepCost>(p => p.Add(c => c.Detail, detail));

        Assert.Equal(
            ["cached input 4,980", "input 1,102", "output 318", "reasoning 212"],
            cost.FindAll(".section")[0]
                .QuerySelectorAll("tr")
                .Select(static row => string.Join(' ', row.Children.Select(static c => c.TextContent.Trim())))
        );
        Assert.Contains("0.003306", cost.Markup, StringComparison.Ordinal);
        Assert.Contains("$0.0048", cost.Find("tfoot").TextContent, StringComparison.Ordinal);
        Assert.Contains("prices of 1 Nov 2026", cost.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_without_content_says_why()
    {
        var detail = new StepDetail(Steps.Row(Steps.Of(1)), StepContent.Empty, null, [], null);

        Assert.Contains(
            "No content was reported",
            Render<StepMessages>(p => p.Add(m => m.Detail, detail)).Markup,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Links_of_the_list_keep_the_environment_and_the_time_of_the_header()
    {
        RenderTree.Add<Microsoft.AspNetCore.Components.CascadingValue<PageScope>>(scope =>
            scope.Add(static value => value.Value, new PageScope("production", "24h"))
        );

        var table = Render<RunTable>(p => p.Add(t => t.Rows, [Steps.Run()]));

        Assert.Equal(
            $"/runs/{Steps.Key(1)}?environment=production&range=24h",
            table.Find("a.name").GetAttribute("href")
        );
    }

    [Fact]
    public void An_agent_of_the_demonstration_is_marked_in_the_list()
    {
        Services.AddSingleton(
            new AgentMark(
                "demo",
                "made up",
                static _ => Task.FromResult<IReadOnlySet<Guid>>(new HashSet<Guid> { Guid.Empty })
            )
        );

        var table = Render<RunTable>(p => p.Add(t => t.Rows, [Steps.Run()]));

        Assert.Equal("demo", table.Find("[data-mark]").TextContent);
    }

    [Fact]
    public void A_step_of_which_something_was_cut_says_so_in_its_row()
    {
        var table = RenderSteps(
            [Steps.Of(1), Steps.Of(2, from: 1)],
            p => p.Add(t => t.Cuts, new Dictionary<Guid, long> { [Steps.Key(1)] = 3 })
        );

        Assert.Equal("cut", Line(table, "s1").QuerySelector(".chip.warn")!.TextContent);
        Assert.Null(Line(table, "s2").QuerySelector(".chip.warn"));
    }

    [Fact]
    public void A_failed_run_says_why_and_that_nobody_said_why()
    {
        IRenderedComponent<RunFailure> Of(RunStatus status, string? error) =>
            Render<RunFailure>(p =>
                p.Add(
                    f => f.Detail,
                    new RunDetail(Steps.Run(status), [], new Dictionary<string, int>(), null, error, false, 0, [])
                )
            );

        Assert.Equal(Hostile, Of(RunStatus.Failed, Hostile).Find(".as-text").TextContent);
        Assert.Contains("no reason was reported", Of(RunStatus.Failed, null).Markup, StringComparison.Ordinal);
        Assert.Equal("", Of(RunStatus.Succeeded, null).Markup);
    }

    [Fact]
    public void The_bar_over_the_list_says_whether_it_is_live_since_when_it_is_not_and_when_something_came()
    {
        var rows = new RunListRows();
        var at = Steps.Start.AddMinutes(11);
        IRenderedComponent<RunListBar> Bar(DateTimeOffset? paused = null, bool failed = false) =>
            Render<RunListBar>(p =>
                p.Add(b => b.Rows, rows)
                    .Add(b => b.PausedAt, paused)
                    .Add(b => b.Failed, failed)
                    .Add(b => b.LastReceivedAt, at)
            );

        Assert.Contains("live", Bar().Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Equal("1 min ago", Bar().Find("time").TextContent);
        Assert.Null(Bar().Find("time").Closest("[role=status]"));
        Assert.Contains("Paused since", Bar(paused: at).Markup, StringComparison.Ordinal);
        Assert.Contains("may be old", Bar(failed: true).Markup, StringComparison.Ordinal);
        rows.Take([Steps.Run(number: 1)], follow: true);
        rows.Take([Steps.Run(number: 2), Steps.Run(number: 1)], follow: false);
        Assert.Contains("1 new run, show it", Bar().Find(".announce").TextContent, StringComparison.Ordinal);
    }

    private static void AssertInert<T>(IRenderedComponent<T> rendered)
        where T : Microsoft.AspNetCore.Components.IComponent
    {
        Assert.Empty(rendered.FindAll("script, img"));
        Assert.DoesNotContain(
            rendered.FindAll("*").SelectMany(static element => element.Attributes),
            static attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal)
        );
    }

    private IRenderedComponent<StepTable> RenderSteps(params TraceStep[] steps) => RenderSteps(steps, static _ => { });

    private IRenderedComponent<StepTable> RenderSteps(
        TraceStep[] steps,
        Action<ComponentParameterCollectionBuilder<StepTable>> more
    )
    {
        var snapshot = new RunSnapshot(null, steps);
        return Render<StepTable>(p =>
        {
            p.Add(t => t.Nodes, snapshot.Nodes)
                .Add(t => t.Timeline, Timeline.Of(snapshot.Nodes, Steps.Start.AddMinutes(1)))
                .Add(t => t.Collapsed, new HashSet<Guid>())
                .Add(t => t.NameOf, key => snapshot.Find(key)?.Name)
                .Add(t => t.HrefOf, step => "/runs/1?step=" + snapshot.LinkOf(step));
            more(p);
        });
    }

    private static IElement Line(IRenderedComponent<StepTable> table, string step) =>
        table.Find($"tr[data-step={step}]");
}
