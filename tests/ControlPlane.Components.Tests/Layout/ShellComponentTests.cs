using Bunit;
using ControlPlane.Server.Platform.Layout;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Components.Tests.Layout;

public sealed class ShellComponentTests : PageContext
{
    [Fact]
    public void Keys_of_a_page_are_listed_and_pressed()
    {
        var pressed = 0;
        PageKey[] keys =
        [
            new("j ArrowDown", "Next run", () => Task.FromResult(pressed++)),
            new("Enter", "Open the run"),
        ];

        var list = Render<PageKeys>(p => p.Add(k => k.Of, "Runs").Add(k => k.Keys, keys));
        list.Find("button[data-key='j ArrowDown']").Click();

        Assert.Equal(1, pressed);
        Assert.Equal("Runs", list.Find("[data-page-keys]").GetAttribute("data-page-keys"));
        Assert.Equal(["Next run", "Open the run"], list.FindAll("dd").Select(static word => word.TextContent));
        Assert.Single(list.FindAll("button")); // a key that something else on the page bears has none
    }

    [Fact]
    public async Task A_question_is_answered_by_its_dialog()
    {
        var questions = AddQuestions();
        var dialog = Render<ConfirmDialog>();

        var answer = questions.AskAsync(new("Revoke the key “x”?", "Agents are refused at once.", "Revoke"));
        dialog.WaitForElement("dialog");
        Assert.Equal("Revoke the key “x”?", dialog.Find("h2").TextContent);
        Assert.Contains("refused at once", dialog.Find(".body").TextContent, StringComparison.Ordinal);
        dialog.Find("form").Submit();
        dialog.Find("dialog").TriggerEvent("onclose", EventArgs.Empty);

        Assert.True((await answer).Yes);
        Assert.Empty(dialog.FindAll("dialog"));
    }

    [Fact]
    public async Task Whoever_says_yes_can_say_why_and_the_next_question_knows_nothing_of_it()
    {
        var questions = AddQuestions();
        var dialog = Render<ConfirmDialog>();

        var answer = questions.AskAsync(new("Revoke?", "It stops.", "Revoke"));
        var field = dialog.WaitForElement("input[name=why]");
        Assert.Equal("200", field.GetAttribute("maxlength"));
        Assert.False(field.HasAttribute("required"));
        field.Change("seen in a log");
        dialog.Find("form").Submit();
        dialog.Find("dialog").TriggerEvent("onclose", EventArgs.Empty);
        Assert.Equal("seen in a log", (await answer).Why);

        var next = questions.AskAsync(new("Delete?", "It is gone.", "Delete"));
        Assert.Equal("", dialog.WaitForElement("input[name=why]").GetAttribute("value") ?? "");
        dialog.Find("form").Submit();
        dialog.Find("dialog").TriggerEvent("onclose", EventArgs.Empty);
        Assert.Equal("", (await next).Why);
    }

    [Fact]
    public void A_button_that_asks_hands_on_the_reason()
    {
        var questions = AddQuestions();
        var reasons = new List<string?>();
        var button = Render<ConfirmButton>(p =>
            p.Add(b => b.Label, "Revoke…")
                .Add(b => b.Question, new("Revoke?", "It stops.", "Revoke"))
                .Add(b => b.OnConfirmed, reasons.Add)
        );

        button.Find("button").Click();
        questions.Answer(new(Yes: false, "not at all"));
        button.WaitForState(() => questions.Asked is null);
        button.Find("button").Click();
        questions.Answer(new(Yes: true, "seen in a log"));

        button.WaitForAssertion(() => Assert.Equal(["seen in a log"], reasons));
    }

    [Fact]
    public async Task Closing_the_dialog_means_no()
    {
        var questions = AddQuestions();
        var dialog = Render<ConfirmDialog>();

        var answer = questions.AskAsync(new("Revoke?", "It stops.", "Revoke"));
        dialog.WaitForElement("dialog").TriggerEvent("onclose", EventArgs.Empty);

        Assert.False((await answer).Yes);
    }

    [Fact]
    public void What_is_most_harmful_needs_its_name_typed()
    {
        var questions = AddQuestions();
        var dialog = Render<ConfirmDialog>();
        _ = questions.AskAsync(new("Delete?", "All is gone.", "Delete") { TypeName = "billing" });
        dialog.WaitForElement("dialog");

        Assert.True(dialog.Find("button.danger").HasAttribute("disabled"));
        dialog.Find("input").Input("Billing");
        Assert.True(dialog.Find("button.danger").HasAttribute("disabled"));
        dialog.Find("input").Input("billing");

        Assert.False(dialog.Find("button.danger").HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_second_question_answers_the_first_with_no()
    {
        var questions = AddQuestions();

        var first = questions.AskAsync(new("One?", "", "Yes"));
        _ = questions.AskAsync(new("Two?", "", "Yes"));

        Assert.False((await first).Yes);
    }

    [Theory]
    [InlineData(nameof(Tone.Bad), "3")]
    [InlineData(nameof(Tone.Human), "3")]
    [InlineData(nameof(Tone.Off), null)]
    public void Only_a_count_that_needs_somebody_asks_for_attention(string tone, string? attention)
    {
        var count = RenderMarkup(NavigationCount.Of(3, "failing", Enum.Parse<Tone>(tone)));

        Assert.Equal(attention, count.Find(".count").GetAttribute("data-attention"));
        Assert.Equal("3 failing", count.Find(".count").TextContent);
    }

    private Confirmations AddQuestions()
    {
        Services.AddScoped<Confirmations>();
        return Services.GetRequiredService<Confirmations>();
    }
}
