using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ControlPlane.Browser.Tests;

/// <summary>The list of runs: facets, order, columns, drawer, pause, and rows that never move under the reader.</summary>
public sealed class RunListTests(Dashboard dashboard)
{
    private readonly string agent = "list-" + Span.NewId();

    [Fact]
    public async Task Facets_narrow_and_exclude_and_the_address_gives_the_same_view_again()
    {
        var page = await SeededAsync();
        await Expect(page.Locator("[data-facet=status] .facet-value").Filter(new() { HasText = "failed" }))
            .ToContainTextAsync("1");

        await page.Locator("[data-facet=status] .facet-value")
            .Filter(new() { HasText = "failed" })
            .GetByRole(AriaRole.Checkbox)
            .CheckAsync();
        await Expect(Rows(page)).ToHaveCountAsync(1);
        await Expect(page.Run("broken order")).ToBeVisibleAsync();
        await Expect(page.Locator(".filter-line input")).ToHaveValueAsync($"agent:{agent} status:failed");

        await page.GetByRole(AriaRole.Button, new() { Name = "Exclude failed" }).ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(2);
        await Expect(page.Run("broken order")).ToHaveCountAsync(0);

        await page.OpenAsync(page.Url);
        await Expect(Rows(page)).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Exclude failed" }))
            .ToHaveAttributeAsync("aria-pressed", "true");

        await Facet(page, "model", "gpt-4o-mini").CheckAsync();
        await Expect(Rows(page)).ToHaveCountAsync(1);
        await Expect(page.Run("cheap order")).ToBeVisibleAsync();
        await Facet(page, "agent", agent).UncheckAsync();
        await Expect(page.Locator(".filter-line input")).ToHaveValueAsync("-status:failed model:gpt-4o-mini");
        await page.Locator(".filter-line").GetByRole(AriaRole.Link, new() { Name = "Clear" }).ClickAsync();
        await Expect(page.Locator(".filter-line input")).ToHaveValueAsync("");
        await Expect(page.Locator(".facets :checked, .facets [aria-pressed=true]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Words_find_runs_by_a_part_of_their_name_and_an_unknown_name_is_answered()
    {
        var page = await SeededAsync();

        await FilterAsync(page, $"agent:{agent} 881204");
        await Expect(Rows(page)).ToHaveCountAsync(1);
        await Expect(page.Run("SO-881204 late")).ToBeVisibleAsync();

        await FilterAsync(page, $"agent:{agent} stauts:failed");
        await Expect(page.Locator("#filter-says")).ToContainTextAsync("“stauts” is unknown, did you mean");
        await page.Locator("#filter-says button").ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(1);
        await Expect(page.Run("broken order")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_way_back_from_a_run_leads_to_the_same_list()
    {
        var page = await SeededAsync();
        await page.OpenAsync($"/runs?filter=agent:{agent}%20status:failed&environment=default&range=24h&sort=-cost");
        await Expect(Rows(page)).ToHaveCountAsync(1);
        await page.OpenRunAsync(page.Run("broken order"));
        await page.UntilAtAsync(static url =>
            url.Contains("/runs/", StringComparison.Ordinal)
            && url.Contains("environment=default&range=24h", StringComparison.Ordinal)
        );

        await page.GetByRole(AriaRole.Navigation, new() { Name = "Breadcrumb" }).GetByRole(AriaRole.Link).ClickAsync();

        await Expect(page.Locator(".filter-line input")).ToHaveValueAsync($"agent:{agent} status:failed");
        await Expect(Rows(page)).ToHaveCountAsync(1);
        Assert.Contains("environment=default&range=24h&sort=-cost", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_status_is_answered_and_what_comes_is_live()
    {
        var page = await SeededAsync();
        await Expect(page.Locator(".runs-bar")).ToContainTextAsync("live");
        await Expect(page.Locator(".runs-bar time")).ToBeVisibleAsync();

        await FilterAsync(page, $"agent:{agent} status:faild");
        await Expect(page.Locator("#filter-says")).ToContainTextAsync("“faild” is no status, did you mean");
        await page.Locator("#filter-says button").ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(1);

        await FilterAsync(page, $"agent:{agent} status:done");
        await Expect(Rows(page)).ToHaveCountAsync(2);
        var done = page.Locator("[data-facet=status] .facet-value").Filter(new() { HasText = "done" });
        await Expect(done).ToHaveCountAsync(1);
        await Expect(done.GetByRole(AriaRole.Checkbox)).ToBeCheckedAsync();
    }

    [Fact]
    public async Task A_column_sorts_and_the_choice_of_columns_is_kept_in_the_address_and_the_browser()
    {
        var page = await SeededAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Took" }).ClickAsync();
        await Expect(page.Locator("th[aria-sort=descending]")).ToContainTextAsync("Took");
        Assert.Equal(["cheap order", "SO-881204 late", "broken order"], await NamesAsync(page));
        await page.GetByRole(AriaRole.Button, new() { Name = "Took" }).ClickAsync();
        await Expect(page.Locator("th[aria-sort=ascending]")).ToContainTextAsync("Took");
        Assert.Equal(["broken order", "SO-881204 late", "cheap order"], await NamesAsync(page));
        Assert.Contains("sort=took", page.Url, StringComparison.Ordinal);

        await page.Locator("h1").FocusAsync();
        await TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Pause" }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".runs-bar")).ToContainTextAsync("Paused since");
        await page.Keyboard.PressAsync("p");
        await Expect(page.Locator(".runs-bar")).ToContainTextAsync("live");
        await TabToAsync(page, page.Locator(".filter-line input"));
        await TabToAsync(page, page.Locator("[data-facet=status] input").First);
        await TabToAsync(page, page.Locator(".runs-list"));
        await TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Took" }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("th[aria-sort=descending]")).ToContainTextAsync("Took");
        await page.Keyboard.PressAsync("j");
        await Expect(page.Run("cheap order")).ToBeFocusedAsync();
        await AssertShowsFocusAsync(page);

        await page.Locator(".chooser summary").ClickAsync();
        await page.Locator(".chooser").GetByLabel("Environment").CheckAsync();
        await Expect(page.Locator("th").Filter(new() { HasText = "Environment" })).ToBeVisibleAsync();
        await page.UntilAtAsync(static url => url.Contains("cols=", StringComparison.Ordinal));

        await page.OpenAsync("/runs?agent=" + agent);
        await Expect(page.Locator("th").Filter(new() { HasText = "Environment" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_drawer_shows_a_run_follows_the_keys_and_closes()
    {
        var page = await SeededAsync();

        await page.Run("cheap order").Locator("td").Last.ClickAsync();
        var drawer = page.Locator(".peek");
        await Expect(drawer).ToContainTextAsync("cheap order");
        await Expect(drawer).ToContainTextAsync("What is it?");
        await Expect(drawer).ToContainTextAsync("It is an order.");
        await Expect(page.Run("cheap order")).ToHaveAttributeAsync("aria-selected", "true");

        await page.Keyboard.PressAsync("j");
        await Expect(drawer).ToContainTextAsync("SO-881204 late");
        await page.Keyboard.PressAsync("k");
        await Expect(drawer).ToContainTextAsync("cheap order");
        await page.Run("broken order").ClickAsync();
        await Expect(drawer.Locator(".notice.bad")).ToContainTextAsync("it did not work");
        await page.UntilAtAsync(static url => url.Contains("peek=", StringComparison.Ordinal));

        await Expect(drawer.Locator(".peek-steps .bar.failed")).ToHaveCountAsync(1);

        await page.OpenAsync(page.Url);
        await Expect(drawer).ToContainTextAsync("broken order");
        await page.Keyboard.PressAsync("Escape");
        await Expect(drawer).ToHaveCountAsync(0);

        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await Expect(drawer).ToContainTextAsync("cheap order");
        await page.Keyboard.PressAsync("o");
        await page.UntilAtAsync(static url => url.Contains("/runs/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_moves_under_the_pointer_and_paused_nothing_changes()
    {
        var page = await SeededAsync();
        var row = page.Run("cheap order");
        await row.HoverAsync();
        await page.EvaluateAsync(
            "window.shifts = 0; new PerformanceObserver(list => list.getEntries().forEach(e => window.shifts += e.value)).observe({ type: 'layout-shift', buffered: false })"
        );
        var before = await row.BoundingBoxAsync();

        await OneAsync("new one", 30, 1);
        await Expect(page.Locator(".announce")).ToContainTextAsync("1 new run, show it");
        var after = await row.BoundingBoxAsync();
        Assert.Equal(before!.Y, after!.Y);
        Assert.Equal(0, await page.EvaluateAsync<double>("window.shifts"));

        await page.Locator(".announce").ClickAsync();
        await Expect(page.Run("new one")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await OneAsync("while paused", 40, 1);
        await Expect(page.Locator(".runs-bar")).ToContainTextAsync("Paused since");
        await Expect(page.Locator(".runs-bar")).ToContainTextAsync("1 new run");
        await Expect(page.Run("while paused")).ToHaveCountAsync(0);
        await page.Locator(".runs-bar button").ClickAsync();
        await Expect(page.Run("while paused")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_long_list_is_read_on_as_one_scrolls_and_only_what_is_seen_is_rendered()
    {
        var page = await dashboard.SignInAsync();
        for (var batch = 0; batch < 3; batch++)
        {
            await dashboard.SendAsync(
                agent,
                [
                    .. Enumerable
                        .Range(batch * 100, 100)
                        .Select(i => new Span(Span.NewTrace(), Span.NewId(), null, $"run {i:000}", i, 1)
                        {
                            IsAgent = true,
                        }),
                ]
            );
        }

        await page.OpenAsync("/runs?agent=" + agent);
        await Expect(page.Run("run 299")).ToBeVisibleAsync();
        await page.EvaluateAsync(
            """
            new Promise(done => {
              const list = document.querySelector('.runs-list');
              const timer = setInterval(() => {
                list.scrollTop = list.scrollHeight;
                if (list.innerText.includes('run 000')) { clearInterval(timer); done(); }
              }, 50);
            })
            """
        );

        await Expect(page.Run("run 000")).ToBeVisibleAsync();
        Assert.InRange(await Rows(page).CountAsync(), 10, 150);
    }

    [Fact]
    public async Task Axe_finds_nothing_serious_with_the_drawer_open()
    {
        var page = await SeededAsync();
        await page.Run("broken order").ClickAsync();
        await Expect(page.Locator(".peek .notice.bad")).ToBeVisibleAsync();

        await page.AssertAccessibleAsync("drawer");
    }

    [Fact]
    public async Task On_a_phone_the_list_the_filters_and_the_drawer_fit()
    {
        var page = await SeededAsync();
        await page.SetViewportSizeAsync(380, 800);

        await page.Locator(".facets-open").ClickAsync();
        await Expect(page.Locator("[data-facet=status]")).ToBeVisibleAsync();
        await page.Locator(".facets-open").ClickAsync();
        await page.Run("broken order").ClickAsync();
        await Expect(page.Locator(".peek .notice.bad")).ToBeVisibleAsync();

        Assert.InRange(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, 380);
    }

    private static ILocator Rows(IPage page) => page.Locator("tr[data-run]");

    private static ILocator Facet(IPage page, string name, string value) =>
        page.Locator($"[data-facet={name}] .facet-value")
            .Filter(new() { HasText = value })
            .GetByRole(AriaRole.Checkbox);

    // Goes on with Tab until it is there; on the way nothing has the focus unseen or outside of the page.
    private static async Task TabToAsync(IPage page, ILocator wanted)
    {
        for (var presses = 0; presses < 100; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            await AssertShowsFocusAsync(page);
            if (await wanted.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }
        }

        Assert.Fail($"Tab did not come to {wanted}.");
    }

    private static async Task AssertShowsFocusAsync(IPage page) =>
        Assert.Equal(
            "",
            await page.EvaluateAsync<string>(
                """
                () => {
                  const element = document.activeElement;
                  const { outlineStyle, outlineWidth } = getComputedStyle(element);
                  const marksItsParts = element.type === "datetime-local"; // the browser does: day, month, calendar
                  const outlined = marksItsParts || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1);
                  const seen = outlined && element.checkVisibility();
                  return element.closest("main") && seen ? "" : element.outerHTML.slice(0, 200);
                }
                """
            )
        );

    private static async Task<IReadOnlyList<string>> NamesAsync(IPage page) =>
        [.. (await Rows(page).Locator("a.name").AllInnerTextsAsync()).Select(static name => name.Trim())];

    private static async Task FilterAsync(IPage page, string line)
    {
        await page.Locator(".filter-line input").FillAsync(line);
        await page.Keyboard.PressAsync("Enter");
    }

    private Task OneAsync(string name, double from, double seconds) =>
        dashboard.SendAsync(
            agent,
            new Span(Span.NewTrace(), Span.NewId(), null, name, from, seconds) { IsAgent = true }
        );

    private async Task<IPage> SeededAsync()
    {
        var (cheap, broken) = (Span.NewTrace(), Span.NewTrace());
        var (root, call) = (Span.NewId(), Span.NewId());
        await dashboard.SendAsync(
            agent,
            new Span(broken, Span.NewId(), null, "broken order", 1, 1) { IsAgent = true, Failed = true },
            new Span(Span.NewTrace(), Span.NewId(), null, "SO-881204 late", 5, 2) { IsAgent = true },
            new Span(cheap, root, null, "cheap order", 10, 3) { IsAgent = true },
            new Span(cheap, call, root, "chat", 10, 2)
            {
                Model = "gpt-4o-mini",
                Prompt = "What is it?",
                Answer =
                    """[{"role":"assistant","parts":[{"type":"text","content":"It is an order."}],"finish_reason":"stop"}]""",
            }
        );
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/runs?agent=" + agent);
        await Expect(Rows(page)).ToHaveCountAsync(3);
        Assert.Equal(["cheap order", "SO-881204 late", "broken order"], await NamesAsync(page));
        return page;
    }
}
