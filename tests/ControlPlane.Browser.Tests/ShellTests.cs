using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ControlPlane.Browser.Tests;

/// <summary>What is around every page.</summary>
public sealed class ShellTests(Dashboard dashboard)
{
    [Fact]
    public async Task Keys_lead_to_pages_and_rest_while_somebody_types()
    {
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/runs");

        await page.Keyboard.TypeAsync("gu");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Audit", Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("/");
        var filter = page.Locator("main .filters input, main .filters select").First;
        await Expect(filter).ToBeFocusedAsync();
        await page.GetByLabel("Subject").FocusAsync();
        await page.Keyboard.TypeAsync("gr?");

        await Expect(page.GetByLabel("Subject")).ToHaveValueAsync("gr?");
        await Expect(page.Locator("#key-help")).Not.ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Audit", Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_help_shows_the_keys_of_the_page_and_they_work()
    {
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/agents");

        await page.Keyboard.PressAsync("?");
        var help = page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" });
        await Expect(help).ToContainTextAsync("Register an agent");
        await Expect(help).ToContainTextAsync("Search, go somewhere, do something");
        await page.Keyboard.PressAsync("n"); // the keys of the page rest while a dialog is open
        await Expect(help).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(help).Not.ToBeVisibleAsync();
        await page.Keyboard.PressAsync("n");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Register an agent" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("/overview", "Next row of the lists")]
    [InlineData("/audit", "Export what is shown as CSV")]
    [InlineData("/settings/people", "Next section")]
    [InlineData("/register-agent", "Search, go somewhere, do something")] // has no keys of its own
    public async Task Every_page_says_which_keys_there_are(string path, string does)
    {
        var page = await dashboard.SignInAsync();
        await page.OpenAsync(path);

        await page.Keyboard.PressAsync("?");

        var help = page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" });
        await Expect(help).ToContainTextAsync(does);
        await Expect(help.GetByText("Filter this page")).ToBeVisibleAsync(new() { Visible = path == "/audit" });
    }

    [Fact]
    public async Task Keys_walk_from_row_to_row_and_from_section_to_section()
    {
        var (one, two) = ("walk-a-" + Span.NewId(), "walk-b-" + Span.NewId());
        foreach (var agent in new[] { one, two })
        {
            await dashboard.SendAsync(
                agent,
                new Span(Span.NewTrace(), Span.NewId(), null, "r", 0, 1) { IsAgent = true }
            );
        }

        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/agents?find=walk-");
        await Expect(page.Locator("tr[data-agent]")).ToHaveCountAsync(2);
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("tr[data-agent]").Nth(1).Locator("a.name")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("k");
        await Expect(page.Locator("tr[data-agent]").Nth(0).Locator("a.name")).ToBeFocusedAsync();

        await page.OpenAsync("/settings/account");
        await page.Keyboard.PressAsync("]");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "People" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_the_header_narrows_to_stays_on_the_way_to_an_agent_and_back()
    {
        var agent = "scoped-" + Span.NewId();
        await dashboard.SendAsync(agent, new Span(Span.NewTrace(), Span.NewId(), null, "r", 0, 1) { IsAgent = true });
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/agents?environment=default&range=7d&find=" + agent);

        await page.Locator($"tr[data-agent='{agent}'] a.name").ClickAsync();
        await page.UntilAtAsync(url =>
            url.EndsWith($"/agents/{agent}?environment=default&range=7d", StringComparison.Ordinal)
        );
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Breadcrumb" }).GetByRole(AriaRole.Link).ClickAsync();

        await page.UntilAtAsync(static url =>
            url.EndsWith("/agents?environment=default&range=7d", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_way_back_stands_above_a_deeper_page()
    {
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/register-agent");

        await page.GetByRole(AriaRole.Navigation, new() { Name = "Breadcrumb" }).GetByRole(AriaRole.Link).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Agents", Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_theme_is_chosen_in_a_menu_and_kept_over_a_reload()
    {
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/runs");
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Theme" });
        var html = page.Locator("html");

        await button.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Like the system" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("Enter");
        await Expect(html).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(button).ToBeFocusedAsync();
        // The server writes it into the document, so that no other theme shows before scripts run.
        var answer = await page.ReloadAsync();
        Assert.Contains("data-theme=\"dark\"", await answer!.TextAsync(), StringComparison.Ordinal);
        await page.UntilInteractiveAsync();

        await button.ClickAsync();
        await page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Like the system" }).ClickAsync();
        await Expect(html).Not.ToHaveAttributeAsync("data-theme", "dark");
    }

    [Fact]
    public async Task What_was_copied_is_said()
    {
        var page = await dashboard.SignInAsync();
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.OpenAsync("/agents");

        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("copy the link");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("#toasts[aria-live=polite]")).ToContainTextAsync("Copied");
        Assert.EndsWith(
            "/agents",
            await page.EvaluateAsync<string>("navigator.clipboard.readText()"),
            StringComparison.Ordinal
        );
        await page.GetByRole(AriaRole.Button, new() { Name = "Close message" }).ClickAsync();
        await Expect(page.Locator(".toast")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_title_of_the_tab_says_how_many_need_somebody()
    {
        var agent = "failing-" + Span.NewId();
        await dashboard.SendAsync(
            agent,
            [
                .. Enumerable
                    .Range(0, 6)
                    .Select(i => new Span(Span.NewTrace(), Span.NewId(), null, "fails", i, 1)
                    {
                        IsAgent = true,
                        Failed = true,
                    }),
            ]
        );
        var page = await dashboard.SignInAsync();

        await page.OpenAsync("/runs");

        await Expect(page).ToHaveTitleAsync(Counted("Runs"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Audit" }).ClickAsync();
        await Expect(page).ToHaveTitleAsync(Counted("Audit"));
    }

    [Fact]
    public async Task Tab_reaches_everything_in_the_shell_and_shows_where_it_is()
    {
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/runs");
        var reached = new List<string>();
        // The page puts the focus on its heading; what comes before is walked from the start of the document.
        await page.Keyboard.PressAsync("Tab");
        await page.Locator(".skip").FocusAsync();
        for (var i = 0; i < 40; i++)
        {
            var (where, inMain, isSeen) = await FocusAsync(page);
            if (inMain)
            {
                break;
            }

            Assert.True(isSeen, $"The focus on {where} cannot be seen");
            reached.Add(where);
            await page.Keyboard.PressAsync("Tab");
        }

        string[] shell =
        [
            "Skip to content",
            "Control plane",
            "Environment",
            "Time",
            "Search or run a command",
            "Theme",
            "Administrator",
            "Sign out",
            "Overview",
            "Runs",
            "Agents",
            "Keys of this page",
        ];
        foreach (var name in shell)
        {
            Assert.Contains(reached, where => where.StartsWith(name, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_exact_time_can_be_had_with_the_keyboard()
    {
        var agent = "timed-" + Span.NewId();
        await dashboard.SendAsync(
            agent,
            new Span(Span.NewTrace(), Span.NewId(), null, "timed", 0, 1) { IsAgent = true }
        );
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/agents");

        await page.Keyboard.PressAsync("Tab"); // from here on the focus is shown
        await page.Locator($"tr[data-agent='{agent}'] a.name").FocusAsync();

        await Expect(page.Locator(".tip")).ToHaveTextAsync(ExactTime());
    }

    private static async Task<(string Where, bool InMain, bool IsSeen)> FocusAsync(IPage page)
    {
        var found = await page.EvaluateAsync<System.Text.Json.JsonElement>(
            """
            () => {
              const here = document.activeElement;
              const style = getComputedStyle(here);
              const where = here.getAttribute("aria-label") ?? here.closest("label")?.innerText ?? here.innerText ?? "";
              const box = here.getBoundingClientRect();
              return {
                where: where.trim(),
                inMain: document.querySelector("main").contains(here),
                isSeen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && box.top >= 0 && box.width > 1,
              };
            }
            """
        );
        return (
            found.GetProperty("where").GetString()!,
            found.GetProperty("inMain").GetBoolean(),
            found.GetProperty("isSeen").GetBoolean()
        );
    }

    private static System.Text.RegularExpressions.Regex Counted(string page) =>
        new($@"^\(\d+\) {page} · ", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));

    private static System.Text.RegularExpressions.Regex ExactTime() =>
        new(
            @"\d{4}.*\d\d:\d\d:\d\d\.\d{3} \w+",
            System.Text.RegularExpressions.RegexOptions.None,
            TimeSpan.FromSeconds(1)
        );
}
