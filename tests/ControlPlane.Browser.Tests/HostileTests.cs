using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ControlPlane.Browser.Tests;

/// <summary>Agents say anything (S3): it is shown as text, runs nothing, leads nowhere and breaks no page.</summary>
public sealed class HostileTests(Dashboard dashboard)
{
    private const string Attack =
        "\"'><img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script><a href=\"javascript:window.hacked=1\">x</a>";

    private static readonly string Endless = new('W', 3000);

    private readonly string trace = Span.NewTrace();
    private readonly string root = Span.NewId();
    private readonly string call = Span.NewId();
    private readonly string tool = Span.NewId();

    [Fact]
    public async Task What_an_agent_says_is_only_ever_text()
    {
        var page = await dashboard.SignInAsync();
        var complaints = Watch(page);
        await SendAsync("attack " + Attack, Attack);

        var paths = await PathsAsync(page);
        await Expect(page.Locator("main")).ToContainTextAsync("onerror=");
        foreach (var path in paths)
        {
            await page.OpenAsync(path);
            foreach (var tab in await page.GetByRole(AriaRole.Tab).AllAsync())
            {
                await tab.ClickAsync();
                await Expect(tab).ToHaveAttributeAsync("aria-selected", "true");
            }

            Assert.Equal(0, await page.Locator("main a[href^='javascript'], main img, main script").CountAsync());
            Assert.True(await page.EvaluateAsync<bool>("window.hacked === undefined"), path);
        }

        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Words_without_an_end_do_not_widen_a_page()
    {
        var page = await dashboard.SignInAsync();
        await SendAsync("endless-" + Endless, Endless);

        foreach (var path in await PathsAsync(page))
        {
            await page.OpenAsync(path);
            foreach (var width in new[] { 1280, 640, 380 }) // 640 is 1280 at a zoom of 200 %
            {
                await page.SetViewportSizeAsync(width, 800);
                var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
                Assert.True(wide <= width, $"{path[..Math.Min(path.Length, 60)]} is {wide} wide at {width}");
            }
        }
    }

    private async Task SendAsync(string agent, string text)
    {
        var more = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["session.id"] = text,
            ["user.id"] = text,
            ["gen_ai.conversation.id"] = text,
            ["deployment.environment.name"] = text,
            ["error.type"] = text,
            ["url.full"] = "javascript:window.hacked=1//" + text,
            ["gen_ai.response.finish_reasons"] = text,
            ["gen_ai.tool.call.arguments"] = text,
            ["gen_ai.tool.call.result"] = text,
            [text] = text,
        };
        await dashboard.SendAsync(
            agent,
            new Span(trace, root, null, text, 0, 3)
            {
                IsAgent = true,
                Failed = true,
                Message = text,
                More = more,
            },
            new Span(trace, call, root, text, 0, 1)
            {
                Model = text,
                Prompt = text,
                More = more,
            },
            new Span(trace, tool, root, text, 1, 1)
            {
                Tool = text,
                Failed = true,
                Message = text,
                More = more,
            }
        );
    }

    // Every page that shows something of the run, and every page that shows nothing of it.
    private async Task<List<string>> PathsAsync(IPage page)
    {
        await page.OpenAsync("/agents");
        await Expect(page.Locator("tr[data-agent]").First).ToBeVisibleAsync();
        var agent = await page.Locator("tr[data-agent]").First.GetAttributeAsync("data-agent");
        await page.OpenAsync("/runs");
        await Expect(page.Locator("tr[data-run]").First).ToBeVisibleAsync();
        var run = "/runs/" + await dashboard.RunOfAsync(trace);
        await page.OpenAsync(run);
        await Expect(page.Step(root)).ToBeVisibleAsync();
        var href = await page.Locator(".strip a[href^='/sessions?id=']").GetAttributeAsync("href");
        return
        [
            "/runs",
            "/runs?peek=" + run["/runs/".Length..],
            href!,
            "/agents",
            "/agents/" + Uri.EscapeDataString(agent!),
            run,
            $"{run}?step={root}",
            $"{run}?step={call}",
            $"{run}?step={tool}",
            "/keys",
            "/account",
            "/audit",
        ];
    }

    private static List<string> Watch(IPage page)
    {
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => complaints.Add(error);
        page.Dialog += (_, dialog) => complaints.Add(dialog.Message);
        return complaints;
    }
}
