using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ControlPlane.Browser.Tests;

public sealed partial class SignInTests(Dashboard dashboard)
{
    [Fact]
    public async Task The_first_sign_in_leads_to_the_page_that_was_asked_for()
    {
        var name = "run of " + Span.NewId();
        await dashboard.SendAsync(
            "sign-in-agent",
            new Span(Span.NewTrace(), Span.NewId(), null, name, 0, 1) { IsAgent = true }
        );
        var page = await dashboard.NewPageAsync();

        await page.GotoAsync("/runs?agent=sign-in-agent");
        await Expect(page).ToHaveURLAsync(SignInAddress());
        await page.FillSignInAsync(Dashboard.AdminEmail, Dashboard.AdminPassword);

        await page.UntilInteractiveAsync();
        await Expect(page.Run(name)).ToBeVisibleAsync();
        await Expect(page.Locator("header .who")).ToHaveTextAsync("Administrator");
    }

    [Fact]
    public async Task A_wrong_password_is_refused_with_a_reason()
    {
        var page = await dashboard.NewPageAsync();
        await page.GotoAsync("/sign-in");

        await page.FillSignInAsync("nobody@example.org", "not-the-password-at-all");

        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(SignInAddress());
    }

    [Fact]
    public async Task After_signing_out_nothing_can_be_read()
    {
        var page = await dashboard.SignInAsync(Dashboard.AdminEmail, Dashboard.AdminPassword);
        await page.OpenAsync("/runs");

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(SignInAddress());
        await page.GotoAsync("/runs");

        await Expect(page).ToHaveURLAsync(SignInAddress());
    }

    [GeneratedRegex("/sign-in", RegexOptions.None, 1000)]
    private static partial Regex SignInAddress();
}
