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
        foreach (var path in PathsWith(page, "look-axe"))
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
        foreach (var path in PathsWith(page, "look-phone"))
        {
            await page.OpenAsync(path);
            await AssertFitsAsync(page, path);
        }

        // A bar at the foot has what is used most, and opens the rest.
        var bar = page.GetByRole(AriaRole.Navigation, new() { Name = "Main" });
        await Expect(bar.GetByRole(AriaRole.Link)).ToContainTextAsync(["Overview", "Runs", "Agents"]);
        await bar.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await Expect(page.Locator("#nav a:focus")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Escape");
        await Expect(bar.GetByRole(AriaRole.Button, new() { Name = "More" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        await bar.GetByRole(AriaRole.Link, new() { Name = "Audit" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Audit" })).ToBeVisibleAsync();
        await Expect(bar.GetByRole(AriaRole.Link, new() { Name = "Audit" })).Not.ToBeVisibleAsync();
        await bar.GetByRole(AriaRole.Link, new() { Name = "Agents" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Agents" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_stands_outside_of_the_dashboard_is_accessible_and_fits_a_phone()
    {
        var link = (string)
            (
                await dashboard.PostAsync(
                    "/api/v1/people/invitations",
                    new
                    {
                        email = Span.NewId() + "@example.org",
                        displayName = "Invited",
                        role = "viewer",
                    }
                )
            )["address"]!;
        var guest = await dashboard.NewPageAsync();
        foreach (var path in new[] { "/sign-in", link, "/welcome?code=not-a-code" })
        {
            await AssertPlainAsync(guest, path);
        }

        await AssertPlainAsync(await dashboard.SignInAsync(), "/account/password");
    }

    [Fact]
    public async Task A_page_that_the_role_does_not_open_says_so_under_a_heading()
    {
        var email = Span.NewId() + "@example.org";
        await dashboard.AddPersonAsync(email, "viewer", "given-by-the-admin");
        var page = await dashboard.SignInAsync(email, "given-by-the-admin");
        await page.ChoosePasswordAsync("given-by-the-admin", "chosen-by-the-viewer");

        await page.OpenAsync("/audit");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "No permission" })).ToBeVisibleAsync();
        await page.AssertAccessibleAsync("no permission");
        await page.SetViewportSizeAsync(380, 800);
        await AssertFitsAsync(page, "no permission");
    }

    private static async Task AssertPlainAsync(IPage page, string path)
    {
        await page.SetViewportSizeAsync(1280, 800);
        await page.GotoAsync(path);
        await page.AssertAccessibleAsync(path);
        await page.SetViewportSizeAsync(380, 800);
        await AssertFitsAsync(page, path);
    }

    // The page of the step that is shown last, and what its agent and its session have pages of.
    private static string[] PathsWith(IPage page, string agent) =>
        [.. Paths, "/agents/" + agent, $"/sessions?id=session-of-{agent}", page.Url];

    [Fact]
    public async Task Text_at_twice_its_size_cuts_nothing_off()
    {
        var page = await SeededAsync("look-zoom");
        foreach (var path in PathsWith(page, "look-zoom").Append(page.Url.Split('?')[0]))
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
            new Span(trace, root, null, "run of " + agent, 0, 3)
            {
                IsAgent = true,
                More = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["gen_ai.conversation.id"] = "session-of-" + agent,
                },
            },
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
