using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ControlPlane.Browser.Tests;

public sealed class LookTests(Dashboard dashboard)
{
    private static readonly string[] Paths =
    [
        "/overview",
        "/runs",
        "/agents",
        "/register-agent",
        "/settings/account",
        "/settings/people",
        "/settings/keys",
        "/settings/redaction",
        "/settings/retention",
        "/audit",
        "/demo",
        "/not-a-page",
    ];

    [Fact]
    public async Task Axe_finds_nothing_serious()
    {
        var page = await SeededAsync("look-axe");
        foreach (var path in Paths.Append(page.Url).ToArray())
        {
            await page.OpenAsync(path);
            await page.SetViewportSizeAsync(1440, 900);
            await page.AssertAccessibleAsync(path);
            await page.SetViewportSizeAsync(380, 900);
            await page.AssertAccessibleAsync(path + " on a phone", onPhone: true);
        }
    }

    [Fact]
    public async Task Axe_finds_nothing_serious_in_what_floats()
    {
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/agents");

        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("#key-help")).ToBeVisibleAsync();
        await page.AssertAccessibleAsync("key help");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Button, new() { Name = "Theme" }).ClickAsync();
        await page.AssertAccessibleAsync("theme menu");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("theme");
        await Expect(page.Locator("#palette [aria-selected=true]")).ToBeVisibleAsync();
        await page.AssertAccessibleAsync("palette");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".toast")).ToBeVisibleAsync();
        await page.AssertAccessibleAsync("toast");
    }

    [Fact]
    public async Task Nothing_is_wider_than_a_phone()
    {
        var page = await SeededAsync("look-phone");
        await page.SetViewportSizeAsync(380, 800);
        foreach (var path in Paths.Append(page.Url).ToArray())
        {
            await page.OpenAsync(path);
            await AssertFitsAsync(page, path);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        await Expect(page.Locator("#nav a:focus")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Menu" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Agents" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Agents" })).ToBeVisibleAsync();
        await Expect(page.Locator("#nav")).Not.ToBeVisibleAsync();
    }

    [Fact]
    public async Task Text_at_twice_its_size_cuts_nothing_off()
    {
        var page = await SeededAsync("look-zoom");
        foreach (var path in Paths.Append(page.Url.Split('?')[0]).Append(page.Url).ToArray())
        {
            await page.OpenAsync(path);
            await page.EvaluateAsync("() => { document.documentElement.style.fontSize = '200%' }");
            foreach (var width in new[] { 1280, 760 })
            {
                await page.SetViewportSizeAsync(width, 900);
                await AssertFitsAsync(page, $"{path} at {width}");
            }
        }
    }

    // Neither the document nor the page within it scrolls sideways, and every control of the header is whole.
    private static async Task AssertFitsAsync(IPage page, string where)
    {
        var wrong = await page.EvaluateAsync<string[]>(
            """
            () => {
              const main = document.querySelector("main");
              const wide = [document.documentElement, main, ...document.querySelectorAll(".panel, .panel-body")].filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => `${e.tagName} ${e.className} is ${e.scrollWidth} wide`);
              const cut = [...document.querySelectorAll(".head :is(button, a, select)")].filter((e) => {
                const box = e.getBoundingClientRect();
                return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1 || box.width < 20 || e.scrollHeight > e.clientHeight + 2);
              });
              return [...wide, ...cut.map((e) => `cut: ${e.outerHTML.slice(0, 80)}`)];
            }
            """
        );
        Assert.True(wrong.Length == 0, $"{where}: {string.Join("; ", wrong)}");
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
        await page.OpenRunAsync(page.Run("run of " + agent));
        await page.Step(step).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Locator(".panel")).ToBeVisibleAsync();
        return page;
    }
}
