using ControlPlane.Tests.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ControlPlane.Browser.Tests;

/// <summary>What tests do and look for on every page.</summary>
internal static class Pages
{
    public static async Task FillSignInAsync(this IPage page, string email, string password)
    {
        await page.Locator("input[name=email]").FillAsync(email);
        await page.Locator("input[name=password]").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>Whoever was given a password chooses another before anything else opens.</summary>
    public static async Task ChoosePasswordAsync(this IPage page, string current, string chosen)
    {
        await page.Locator("input[name=current]").FillAsync(current);
        await page.Locator("input[name=chosen]").FillAsync(chosen);
        await page.Locator("input[name=repeated]").FillAsync(chosen);
        await page.GetByRole(AriaRole.Button, new() { Name = "Change password" }).ClickAsync();
        await page.UntilInteractiveAsync();
    }

    /// <summary>Opens a page and waits until it reacts: the document is there before the circuit is.</summary>
    public static async Task OpenAsync(this IPage page, string path)
    {
        await page.GotoAsync(path);
        await page.UntilInteractiveAsync();
    }

    public static Task UntilInteractiveAsync(this IPage page) =>
        Expect(page.Locator(".shell[data-interactive=true]")).ToBeAttachedAsync();

    /// <summary>Waits for an address; asks for it, because a change within the document may pass before one listens.</summary>
    public static async Task UntilAtAsync(this IPage page, Func<string, bool> expected)
    {
        await Eventually.TrueAsync(() => expected(page.Url));
        await page.WaitForLoadStateAsync();
    }

    /// <summary>Answers the question that the page asks first.</summary>
    public static Task ConfirmAsync(this IPage page, string act) =>
        page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = act, Exact = true }).ClickAsync();

    /// <summary>A row of the list of runs, by the name of the run.</summary>
    public static ILocator Run(this IPage page, string name) =>
        page.Locator("tr[data-run]")
            .Filter(new() { Has = page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }) });

    /// <summary>Opens the page of a run from the list, over the drawer.</summary>
    public static async Task OpenRunAsync(this IPage page, ILocator row)
    {
        await row.Locator("td").Last.ClickAsync(); // the middle of a row may be a link of its own
        await page.Locator(".peek").GetByRole(AriaRole.Link, new() { Name = "Open", Exact = true }).ClickAsync();
    }

    /// <summary>A row of the tree, by the step's id.</summary>
    public static ILocator Step(this IPage page, string id) => page.Locator($"tr[data-step='{id}']");

    /// <summary>Leaves a mark that a reload would wipe out.</summary>
    public static Task MarkAsync(this IPage page) => page.EvaluateAsync("window.notReloaded = true");

    public static async Task AssertNotReloadedAsync(this IPage page) =>
        Assert.True(await page.EvaluateAsync<bool>("window.notReloaded === true"));
}
