using Microsoft.Playwright;

namespace ControlPlane.Benchmarks;

/// <summary>
/// Holds pages open in Chromium, in a process of its own so that the pages' own objects do not count as the server's.
/// Takes orders line by line: <c>open</c> opens all, <c>see TEXT</c> answers once every page shows the text, <c>close</c>
/// leaves one, <c>end</c> none.
/// </summary>
internal static class OpenDashboards
{
    private const float Patience = 120_000; // milliseconds: a limit for what never comes

    public static async Task<int> RunAsync(Uri server, string path, int count)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } chromium
                    ? chromium
                    : "/usr/bin/chromium",
                Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
            }
        );
        await using var context = await browser.NewContextAsync(new() { BaseURL = server.ToString() });
        context.SetDefaultTimeout(Patience);
        var pages = new List<IPage> { await SignInAsync(context, path) };
        Console.WriteLine("open 1");
        while (await Console.In.ReadLineAsync() is { } order && order != "end")
        {
            if (order == "open")
            {
                while (pages.Count < count)
                {
                    pages.Add(await OpenAsync(context, path));
                }
            }
            else if (order == "close")
            {
                foreach (var page in pages.Skip(1))
                {
                    await page.GotoAsync("about:blank"); // tells the server; a page that is only closed does not
                    await page.CloseAsync();
                }

                pages.RemoveRange(1, pages.Count - 1);
            }
            else
            {
                foreach (var page in pages)
                {
                    await page.GetByText(order["see ".Length..], new() { Exact = true }).First.WaitForAsync();
                }
            }

            Console.WriteLine($"open {pages.Count}");
        }

        return 0;
    }

    private static async Task<IPage> SignInAsync(IBrowserContext context, string path)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync("/sign-in");
        await page.Locator("input[name=email]").FillAsync(BenchmarkServer.AdminEmail);
        await page.Locator("input[name=password]").FillAsync(BenchmarkServer.AdminPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync(static url => !url.Contains("/sign-in", StringComparison.Ordinal));
        await page.CloseAsync();
        return await OpenAsync(context, path);
    }

    private static async Task<IPage> OpenAsync(IBrowserContext context, string path)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(path);
        await page.Locator(".shell[data-interactive=true]")
            .WaitForAsync(new() { State = WaitForSelectorState.Attached });
        return page;
    }
}
