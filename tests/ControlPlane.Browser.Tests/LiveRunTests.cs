using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ControlPlane.Browser.Tests;

public sealed class LiveRunTests(Dashboard dashboard)
{
    private const string Agent = "live-agent";
    private readonly string trace = Span.NewTrace();
    private readonly string root = Span.NewId();
    private readonly string first = Span.NewId();
    private readonly string second = Span.NewId();

    [Fact]
    public async Task A_run_grows_live_without_a_reload()
    {
        var page = await dashboard.SignInAsync();
        await dashboard.SendAsync(Agent, Model(first, "plan", from: 0));
        await page.OpenAsync("/runs?agent=" + Agent);
        var row = page.Locator($"tr[data-run]").First;
        await Expect(row).ToContainTextAsync("running");
        await page.MarkAsync();

        await page.OpenRunAsync(row);
        await Expect(page.Step(first)).ToBeVisibleAsync();
        await Expect(page.Step(second)).ToHaveCountAsync(0);

        await dashboard.SendAsync(Agent, Model(second, "decide", from: 2));
        await Expect(page.Step(second)).ToBeVisibleAsync();
        await Expect(page.Locator(".strip")).ToContainTextAsync("2.4k in");

        await dashboard.SendAsync(Agent, new Span(trace, root, null, "answer the customer", 0, 4) { IsAgent = true });
        await Expect(page.Step(root)).ToBeVisibleAsync();
        await Expect(page.Locator(".title .status")).ToContainTextAsync("done");
        await page.AssertNotReloadedAsync();
    }

    [Fact]
    public async Task A_new_run_appears_in_the_open_list_by_itself()
    {
        const string agent = "list-agent";
        var page = await dashboard.SignInAsync();
        var old = "old " + first;
        await dashboard.SendAsync(agent, new Span(trace, root, null, old, 0, 1) { IsAgent = true });
        await page.OpenAsync("/runs?agent=" + agent);
        await Expect(page.Run(old)).ToBeVisibleAsync();
        await page.MarkAsync();

        var fresh = "new " + second;
        await dashboard.SendAsync(agent, new Span(Span.NewTrace(), second, null, fresh, 5, 1) { IsAgent = true });

        await Expect(page.Run(fresh)).ToBeVisibleAsync();
        await Expect(page.Run(old)).ToBeVisibleAsync();
        await page.AssertNotReloadedAsync();
    }

    [Fact]
    public async Task The_tree_shows_each_step_under_its_parent_and_opens_it()
    {
        const string agent = "tree-agent";
        var tool = Span.NewId();
        var orphan = Span.NewId();
        var page = await dashboard.SignInAsync();
        await dashboard.SendAsync(
            agent,
            new Span(trace, tool, first, "execute_tool orders.get", 0.5, 0.2) { Tool = "orders.get", Failed = true },
            Model(first, "plan", from: 0),
            new Span(trace, root, null, "tree of " + root, 0, 4) { IsAgent = true },
            new Span(trace, orphan, Span.NewId(), "execute_tool stray", 3, 0.1) { Tool = "stray" }
        );
        await page.OpenAsync("/runs?agent=" + agent);
        await page.OpenRunAsync(page.Locator("tr[data-run]").First);
        await Expect(page.Step(root)).ToBeVisibleAsync();

        var order = await page.Locator("tr[data-step]")
            .EvaluateAllAsync<string[]>("rows => rows.map(r => r.dataset.step)");
        Assert.Equal([root, first, tool, orphan], order);
        await Expect(page.Step(root).Locator(".gutter")).ToHaveCountAsync(0);
        await Expect(page.Step(first).Locator(".gutter")).ToHaveCountAsync(1);
        await Expect(page.Step(tool).Locator(".gutter")).ToHaveCountAsync(2);
        await Expect(page.Step(tool)).ToContainClassAsync("failed");
        await Expect(page.Step(orphan)).ToContainTextAsync("parent not seen");

        await page.Step(first).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Locator(".panel")).ToContainTextAsync("<script>window.hacked = true</script>");
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator(".panel > header h2")).ToHaveTextAsync("orders.get");
        await page.UntilAtAsync(url => url.EndsWith($"?step={tool}", StringComparison.Ordinal));
        Assert.False(await page.EvaluateAsync<bool>("window.hacked === true"));

        await page.Step(first).Locator("button.fold").ClickAsync();
        await Expect(page.Step(tool)).ToHaveCountAsync(0);
    }

    private Span Model(string id, string name, double from) =>
        new(trace, id, root, name, from, 1.5)
        {
            Model = "gpt-4o-mini",
            Prompt = "Hello <script>window.hacked = true</script>",
        };
}
