using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ControlPlane.Browser.Tests;

public sealed class LookTests(Dashboard dashboard)
{
    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Axe_finds_nothing_serious(string theme)
    {
        var page = await SeededAsync("look-" + theme);
        await page.Context.AddCookiesAsync([
            new()
            {
                Name = "theme",
                Value = theme,
                Url = dashboard.Address.ToString(),
            },
        ]);
        foreach (var path in Places(page.Url))
        {
            await page.OpenAsync(path);
            Assert.Equal(theme, await page.Locator("html").GetAttributeAsync("data-theme"));
            var found = await page.RunAxe();
            Assert.Empty(
                found
                    .Violations.Where(static v => v.Impact is "serious" or "critical")
                    .Select(v => $"{path}: {v.Id} {v.Nodes[0].Html}")
            );
        }
    }

    [Fact]
    public async Task Nothing_is_wider_than_a_phone()
    {
        var page = await SeededAsync("look-phone");
        await page.SetViewportSizeAsync(380, 800);
        foreach (var path in Places(page.Url))
        {
            await page.OpenAsync(path);
            var width = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.InRange(width, 1, 380);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Agents" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Agents" })).ToBeVisibleAsync();
    }

    private static string[] Places(string run) =>
        [
            "/overview",
            "/runs",
            "/agents",
            "/register-agent",
            "/agents/look-light",
            "/settings/account",
            "/settings/people",
            "/settings/keys",
            "/settings/redaction",
            "/settings/retention",
            "/audit",
            "/demo",
            run,
        ];

    [Fact]
    public async Task The_theme_is_kept_over_a_reload()
    {
        var page = await SeededAsync("look-theme");
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Change theme" });

        await button.ClickAsync();
        await button.ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.ReloadAsync();

        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    private async Task<IPage> SeededAsync(string agent)
    {
        var (trace, root, step) = (Span.NewTrace(), Span.NewId(), Span.NewId());
        await dashboard.SendAsync(
            agent,
            new Span(trace, root, null, "run of " + agent, 0, 3) { IsAgent = true },
            new Span(trace, step, root, "plan", 0, 1) { Model = "gpt-4o-mini", Prompt = "Hello" }
        );
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/runs?agent=" + agent);
        await page.Run("run of " + agent).GetByRole(AriaRole.Link).ClickAsync();
        await page.Step(step).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Locator(".panel")).ToBeVisibleAsync();
        return page;
    }
}
