using ControlPlane.Tests.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ControlPlane.Browser.Tests;

public sealed class OverviewTests(Dashboard dashboard)
{
    [Fact]
    public async Task A_figure_leads_to_the_runs_behind_it()
    {
        var agent = "behind-" + Span.NewId();
        await dashboard.SendAsync(agent, Run("went well"), Run("went wrong") with { Failed = true });
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/overview");
        var row = page.Locator($".fleet tr[data-agent='{agent}']");

        await row.GetByRole(AriaRole.Link, new() { Name = "2 runs of" }).ClickAsync();
        await Expect(page.Run("went well")).ToBeVisibleAsync();
        await Expect(page.Run("went wrong")).ToBeVisibleAsync();
        await page.OpenAsync("/overview");
        await row.GetByRole(AriaRole.Link, new() { Name = "Failed runs of" }).ClickAsync();

        await Expect(page.Run("went wrong")).ToBeVisibleAsync();
        await Expect(page.Run("went well")).ToHaveCountAsync(0);
        await page.OpenAsync("/overview");
        await page.Locator(".figures a[href*='status']").First.ClickAsync();
        await page.UntilAtAsync(static url => url.Contains("/runs?", StringComparison.Ordinal));

        await dashboard.SendAsync(agent, Run("went elsewhere") with { More = Elsewhere });
        await Eventually.TrueAsync(async () =>
        {
            await page.OpenAsync("/overview"); // the header learns of new environments by and by
            return await page.Locator(".scope.environment option[value=default]").CountAsync() > 0;
        });
        await Expect(row.GetByRole(AriaRole.Link, new() { Name = "3 runs of" })).ToBeVisibleAsync();
        await page.Locator(".scope.environment select").SelectOptionAsync("default");
        await row.GetByRole(AriaRole.Link, new() { Name = "2 runs of" }).ClickAsync();
        await Expect(page.Run("went well")).ToBeVisibleAsync();
        await Expect(page.Run("went elsewhere")).ToHaveCountAsync(0);
        await page.Locator(".scope.environment select").SelectOptionAsync("");
        await Expect(page.Run("went elsewhere")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_latest_failures_say_what_went_wrong()
    {
        var agent = "fails-" + Span.NewId();
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/overview");
        await dashboard.SendAsync(agent, Run("broke") with { Failed = true, Message = "no such customer " + agent });

        var failure = page.Locator("[data-tile=failures] tr[data-failure]").Filter(new() { HasText = agent });

        await Expect(failure).ToContainTextAsync("broke");
        await Expect(failure.GetByTitle("no such customer " + agent)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Rows_stay_under_the_pointer_and_come_when_it_leaves()
    {
        var agent = "steady-" + Span.NewId();
        await dashboard.SendAsync(agent, Run("before"));
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/overview");
        var tile = page.Locator("[data-tile=happens]");
        var first = tile.Locator("tbody tr").First.Locator("a.name");
        await Expect(first).ToBeVisibleAsync();
        // The fleet above grows by this agent, which would take the list away from under the pointer.
        await Expect(page.Locator($".fleet tr[data-agent='{agent}']")).ToBeVisibleAsync();

        await first.HoverAsync();
        await Expect(tile.Locator("[data-held]")).ToBeVisibleAsync();
        var under = await first.GetAttributeAsync("href");
        await dashboard.SendAsync(agent, Run("while-pointing-" + agent));
        await Expect(tile.Locator(".note")).ToContainTextAsync("new when you leave the list");
        Assert.Equal(under, await first.GetAttributeAsync("href"));
        await page.Mouse.MoveAsync(1, 1);

        await Expect(tile.GetByRole(AriaRole.Link, new() { Name = "while-pointing-" + agent })).ToBeVisibleAsync();
        await Expect(tile.Locator(".note")).Not.ToContainTextAsync("new when");
    }

    [Fact]
    public async Task Every_page_says_that_it_is_live()
    {
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/overview");

        await Expect(page.Locator(".live-word")).ToHaveTextAsync("live");
        await dashboard.SendAsync("lag-" + Span.NewId(), Run("late"));
        await Expect(page.Locator(".lag")).ToContainTextAsync("changes seen");
    }

    private static Dictionary<string, string> Elsewhere =>
        new(StringComparer.Ordinal) { ["deployment.environment.name"] = "elsewhere" };

    // Lists of the newest have those of other tests as well.
    private static Span Run(string name) =>
        new(Span.NewTrace(), Span.NewId(), null, name, Span.Now, 0) { IsAgent = true };
}
