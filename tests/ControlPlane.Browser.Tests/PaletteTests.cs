using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ControlPlane.Browser.Tests;

public sealed class PaletteTests(Dashboard dashboard)
{
    [Fact]
    public async Task It_leads_to_a_page_by_keyboard_alone_and_remembers_it()
    {
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/runs");
        await page.MarkAsync();

        await page.Keyboard.PressAsync("Control+k");
        await Expect(Field(page)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("adit"); // letters in their order are enough
        await Expect(Chosen(page)).ToHaveTextAsync(StartingWith("Audit"));
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Audit", Exact = true })).ToBeVisibleAsync();
        await Expect(page.Locator("#palette")).Not.ToBeVisibleAsync();
        await page.AssertNotReloadedAsync();
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Recent" }).GetByRole(AriaRole.Option))
            .ToHaveTextAsync(StartingWith("Audit"));
    }

    [Fact]
    public async Task Arrow_keys_choose_Tab_stays_and_Escape_gives_the_focus_back()
    {
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/runs");
        var opener = page.GetByRole(AriaRole.Button, new() { Name = "Search or run a command" });
        await opener.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(Field(page)).ToHaveAttributeAsync("aria-activedescendant", "palette-0");

        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(Field(page)).ToHaveAttributeAsync("aria-activedescendant", "palette-1");
        await Expect(Chosen(page)).ToHaveIdAsync("palette-1");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(Chosen(page)).ToHaveTextAsync("Sign out"); // from the first round to the last
        await page.Keyboard.PressAsync("Tab");
        await Expect(Field(page)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");

        await Expect(opener).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_run_is_found_by_its_name_and_by_each_id_that_people_paste()
    {
        var (agent, trace, root, step) = ("palette-" + Span.NewId(), Span.NewTrace(), Span.NewId(), Span.NewId());
        var name = "Refund for " + root;
        await dashboard.SendAsync(
            agent,
            new Span(trace, root, null, name, 0, 2) { IsAgent = true },
            new Span(trace, step, root, "orders.get", 0, 1) { Tool = "orders.get" }
        );
        var run = await dashboard.RunOfAsync(trace);
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/overview");

        await FindAsync(page, root);
        await Expect(page.GetByRole(AriaRole.Option, new() { Name = name })).ToBeVisibleAsync();
        await FindAsync(page, agent);
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Agents" })).ToContainTextAsync(agent);

        foreach (var pasted in new[] { run, trace, trace.ToUpperInvariant() })
        {
            await FindAsync(page, pasted);
            await page.Keyboard.PressAsync("Enter");
            await page.UntilAtAsync(url => url.EndsWith("/runs/" + run, StringComparison.Ordinal));
            await page.OpenAsync("/overview");
        }

        await FindAsync(page, step);
        await page.Keyboard.PressAsync("Enter");
        await page.UntilAtAsync(url => url.EndsWith($"/runs/{run}?step={step}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_works_without_a_circuit()
    {
        var page = await dashboard.SignInAsync();
        await page.RouteAsync("**/_blazor**", static route => route.AbortAsync());
        await page.GotoAsync("/overview");

        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("agents");
        await page.Keyboard.PressAsync("Enter");

        await page.UntilAtAsync(static url => url.Contains("/agents", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_viewer_is_offered_only_what_a_viewer_may_do()
    {
        var email = $"palette-{Span.NewId()}@example.org";
        await dashboard.AddPersonAsync(email, "viewer", "given-by-the-admin");
        var page = await dashboard.SignInAsync(email, "given-by-the-admin");
        await page.ChoosePasswordAsync("given-by-the-admin", "a-password-of-this-viewer");
        await page.OpenAsync("/runs");

        await page.Keyboard.PressAsync("Control+k");

        var options = page.GetByRole(AriaRole.Option);
        await Expect(options.Filter(new() { HasText = "Sign out" })).ToHaveCountAsync(1);
        foreach (var title in new[] { "Audit", "Create a key", "Register an agent" })
        {
            await Expect(options.Filter(new() { HasText = title })).ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task A_command_changes_the_theme_and_its_message_takes_it_back()
    {
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/runs");

        await FindAsync(page, "dark theme");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.Locator("#toasts").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await Expect(page.Locator("html")).Not.ToHaveAttributeAsync("data-theme", "dark");
        await Expect(page.Locator(".toast")).ToHaveCountAsync(0);
    }

    private static async Task FindAsync(IPage page, string text)
    {
        if (!await page.Locator("#palette").IsVisibleAsync())
        {
            await page.Keyboard.PressAsync("Control+k");
        }

        await Field(page).FillAsync(text);
    }

    private static ILocator Field(IPage page) => page.Locator("#palette input");

    private static ILocator Chosen(IPage page) => page.Locator("#palette [role=option][aria-selected=true]");

    private static System.Text.RegularExpressions.Regex StartingWith(string text) =>
        new("^" + text, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
}
