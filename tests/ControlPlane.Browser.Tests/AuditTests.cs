using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ControlPlane.Browser.Tests;

public sealed class AuditTests(Dashboard dashboard)
{
    [Fact]
    public async Task A_change_is_found_with_its_details_and_can_be_taken_away()
    {
        var email = $"audited-{Span.NewId()}@example.org";
        await dashboard.AddPersonAsync(email, "operator", "given-by-the-admin");
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/runs");

        await page.GetByRole(AriaRole.Link, new() { Name = "Audit" }).ClickAsync();
        await page.GetByLabel("Subject").FillAsync(email);
        await page.GetByLabel("Subject").PressAsync("Enter");
        var row = page.Locator("tr[data-entry]");
        await Expect(row).ToHaveCountAsync(1);
        await Expect(row).ToContainTextAsync("add person");
        await Expect(row).ToContainTextAsync("127.0.0.1");
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "What changed" })).ToContainTextAsync("operator");

        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Link, new() { Name = "Export as CSV" }).ClickAsync()
        );
        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.Equal(2, lines.Length);
        Assert.Contains(email, lines[1], StringComparison.Ordinal);

        await page.OpenAsync("/audit?subject=nothing-is-called-so");
        await Expect(page.GetByText("No entry matches")).ToBeVisibleAsync();
    }
}
