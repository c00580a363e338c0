using Bunit;
using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Platform.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Logging.Abstractions;

namespace ControlPlane.Components.Tests.Layout;

/// <summary>What pages say of what they read.</summary>
public sealed class StateTests : PageContext
{
    [Fact]
    public async Task What_is_being_read_says_so_and_claims_nothing()
    {
        using var read = new ReadView<string>(NullLogger.Instance, static () => { });
        var answer = new TaskCompletionSource<string>();
        var opened = read.OpenAsync(_ => answer.Task);

        var state = Show(read);

        Assert.Equal("true", state.Find("[role=status]").GetAttribute("aria-busy"));
        Assert.DoesNotContain("content", state.Markup, StringComparison.Ordinal);
        answer.SetResult("content");
        await opened;
        state.Render();
        Assert.Contains("content", state.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_could_not_be_read_can_be_tried_again()
    {
        var works = false;
        using var read = new ReadView<string>(NullLogger.Instance, static () => { });
        await read.OpenAsync(_ => works ? Task.FromResult("content") : throw new TimeoutException());
        var state = Show(read);
        Assert.Contains("The keys could not be read", state.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        works = true;
        state.Find("button").Click();

        Assert.Equal("content", state.Find("p.shown").TextContent);
    }

    [Fact]
    public async Task What_could_not_be_read_again_stays_and_is_said_to_be_old()
    {
        var works = true;
        using var read = new ReadView<string>(NullLogger.Instance, static () => { });
        await read.OpenAsync(_ => works ? Task.FromResult("content") : throw new TimeoutException());
        works = false;
        await read.ReloadAsync();

        var state = Show(read);

        Assert.Equal("content", state.Find("p.shown").TextContent);
        Assert.Contains("may be old", state.Find(".notice.warn").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_comes_late_does_not_replace_a_later_one()
    {
        using var read = new ReadView<string>(NullLogger.Instance, static () => { });
        var (slow, quick) = (new TaskCompletionSource<string>(), new TaskCompletionSource<string>());
        var first = read.OpenAsync(_ => slow.Task);
        var second = read.OpenAsync(_ => quick.Task);

        quick.SetResult("later");
        await second;
        slow.SetResult("earlier");
        await first;

        Assert.Equal("later", read.Value);
    }

    [Fact]
    public void Rows_stay_where_they_are_while_somebody_is_on_them()
    {
        var rows = new SteadyRows<(Guid Id, string Text)>(static row => row.Id);
        var (a, b, c) = (Steps.Key(1), Steps.Key(2), Steps.Key(3));
        rows.Show([(a, "1"), (b, "1")], held: false, of: "all");

        Assert.Equal([(a, "2"), (b, "2")], rows.Show([(c, "2"), (b, "2"), (a, "2")], held: true, of: "all"));
        Assert.Equal(1, rows.Waiting);
        Assert.Equal([(a, "2"), (b, "3")], rows.Show([(c, "3"), (b, "3")], held: true, of: "all")); // what left the list stays in it
        Assert.Equal([(c, "4"), (b, "4")], rows.Show([(c, "4"), (b, "4")], held: false, of: "all"));
        Assert.Equal(0, rows.Waiting);
    }

    [Fact]
    public async Task A_list_hears_whether_somebody_is_on_it()
    {
        var told = new List<bool>();
        JSInterop.SetupModule("./js/steady.js");
        var area = Render<SteadyArea>(p => p.Add(a => a.OnHold, told.Add).AddChildContent("<p>rows</p>"));

        await area.InvokeAsync(() => area.Instance.SetHeld(true));
        await area.InvokeAsync(() => area.Instance.SetHeld(false));

        Assert.Equal([true, false], told);
    }

    [Theory]
    [InlineData(true, 40, "changes seen within 0.1 s")]
    [InlineData(true, 800, "changes seen within 1 s")]
    [InlineData(true, 3200, "changes seen 3.00 s late")]
    [InlineData(false, 40, "changes are not heard of")]
    public void The_lag_is_said_in_steps(bool live, int milliseconds, string text) =>
        Assert.Equal(text, LagLine.TextOf(new(live, TimeSpan.FromMilliseconds(milliseconds))));

    private IRenderedComponent<ReadState> Show(ReadView<string> read) =>
        Render<ReadState>(p =>
            p.Add(s => s.Of, read)
                .Add(s => s.What, "The keys")
                .AddChildContent(builder => builder.AddMarkupContent(0, $"<p class=\"shown\">{read.Value}</p>"))
        );
}
