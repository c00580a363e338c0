using System.Text.Json.Nodes;
using Bunit;
using ControlPlane.Domain.Runs;
using ControlPlane.Server.Runs;
using ControlPlane.Server.Runs.Pages;

namespace ControlPlane.Components.Tests.Runs;

public sealed class StepPanelTests : PageContext
{
    [Fact]
    public void What_is_copied_is_the_whole_text_though_only_its_beginning_is_shown()
    {
        var (raw, traceback) = (new string('r', 9_000), new string('t', 30_000));
        var copying = JSInterop.SetupModule("./js/copying.js");
        copying.SetupVoid("copyText", static _ => true).SetVoidResult();
        var panel = Open(
            new StepContent { Traceback = traceback },
            status: StepStatus.Error,
            raw: JsonValue.Create(raw)
        );

        Choose(panel, "raw");
        Assert.Equal(4_000, panel.Find(".text-block").TextContent.Length);
        panel.Find("button[aria-label='Copy: Raw JSON']").Click();
        Choose(panel, "error");
        panel.Find("button[aria-label='Copy: Traceback']").Click();

        Assert.Equal(
            [raw, traceback],
            copying.Invocations["copyText"].Select(static call => (string)call.Arguments[0]!)
        );
    }

    [Fact]
    public void A_decision_shows_its_action_its_reasons_and_its_id()
    {
        var panel = Open(
            new StepContent
            {
                Action = "refund in full",
                Reasoning = "Both photos show the same fault.",
                DecisionId = "dec-7",
                OutputText = "refund in full",
            },
            StepKind.Decision
        );

        Assert.Equal(
            ["Chosen action", "Reasoning"],
            panel.FindAll(".section h2").Select(static heading => heading.TextContent)
        );
        Assert.Contains("Both photos show the same fault.", panel.Markup, StringComparison.Ordinal);
        Assert.Contains("dec-7", panel.Find(".facts").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_says_what_was_done_about_it()
    {
        var panel = Open(new StepContent { Recovery = "waited and asked again" }, status: StepStatus.Error);

        Choose(panel, "error");

        Assert.Contains("waited and asked again", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Tabs_say_how_much_is_behind_them_and_name_the_panel_they_change()
    {
        var message = new Message("user", [new("text", "Hello")]);
        var panel = Open(new StepContent { Input = [message, message], Output = [message] }, StepKind.Llm);

        var tab = panel.Find("[role=tab][aria-selected=true]");
        Assert.Equal("Messages 3", tab.TextContent);
        Assert.Equal("0", tab.GetAttribute("tabindex"));
        Assert.All(
            panel.FindAll("[role=tab][aria-selected=false]"),
            static other => Assert.Equal("-1", other.GetAttribute("tabindex"))
        );
        var body = panel.Find("[role=tabpanel]");
        Assert.Equal(tab.Id, body.GetAttribute("aria-labelledby"));
        Assert.Equal(body.Id, tab.GetAttribute("aria-controls"));
    }

    [Fact]
    public void Buttons_lead_to_the_steps_before_and_after_and_end_with_the_rows()
    {
        var moves = new List<int>();
        var panel = Open(new StepContent(), row: 0, moved: moves.Add);

        Assert.Contains("step 1 of 2", panel.Markup, StringComparison.Ordinal);
        Assert.True(panel.Find("button[aria-label='Previous step']").HasAttribute("disabled"));
        panel.Find("button[aria-label='Next step']").Click();

        Assert.Equal([1], moves);
    }

    private static void Choose(IRenderedComponent<StepPanel> panel, string tab) =>
        panel.Find($"#step-tab-{tab}").Click();

    private IRenderedComponent<StepPanel> Open(
        StepContent content,
        StepKind kind = StepKind.Other,
        StepStatus status = StepStatus.Ok,
        JsonNode? raw = null,
        int row = 1,
        Action<int>? moved = null
    )
    {
        var step = Steps.Of(1, kind: kind, status: status);
        return Render<StepPanel>(p =>
            p.Add(s => s.Step, step)
                .Add(s => s.Detail, new StepDetail(Steps.Row(step), content, raw, [], null))
                .Add(s => s.Close, "/runs/1")
                .Add(s => s.Row, row)
                .Add(s => s.Rows, 2)
                .Add(s => s.OnMove, by => moved?.Invoke(by))
        );
    }
}
