using System.Net;
using ControlPlane.Tests.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ControlPlane.Browser.Tests;

public sealed class AccessTests(Dashboard dashboard)
{
    [Fact]
    public async Task A_key_made_in_the_browser_lets_an_agent_in_until_it_is_revoked()
    {
        const string agent = "keyed-agent";
        var seeded = Run("before the key");
        await dashboard.SendAsync(agent, seeded);
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/runs?agent=" + agent);
        await Expect(page.Run(seeded.Name)).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Keys" }).ClickAsync();
        var name = "key " + Span.NewId();
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        var secret = await page.GetByRole(AriaRole.Textbox, new() { Name = "Key", Exact = true }).InputValueAsync();
        var sent = Run("with the key");
        using (var accepted = await dashboard.TrySendAsync(agent, secret, sent))
        {
            Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        }

        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = name });
        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await page.ConfirmAsync("Revoke");
        await Expect(row).ToContainTextAsync("revoked");
        await page.OpenAsync("/runs?agent=" + agent);
        await Expect(page.Run(sent.Name)).ToBeVisibleAsync();

        await RefusedAsync(agent, secret);
    }

    [Fact]
    public async Task A_viewer_reads_everything_and_is_refused_what_needs_more()
    {
        const string email = "viewer@example.org";
        const string chosen = "a-password-the-viewer-chose";
        var seeded = Run("for the viewer");
        await dashboard.SendAsync("viewed-agent", seeded);
        await dashboard.AddPersonAsync(email, "viewer", "given-by-the-admin");
        var page = await dashboard.SignInAsync(email, "given-by-the-admin");
        await ChoosePasswordAsync(page, "given-by-the-admin", chosen);

        await page.OpenAsync("/runs?agent=viewed-agent");
        await Expect(page.Run(seeded.Name)).ToBeVisibleAsync();

        await page.OpenAsync("/keys");
        await Expect(page.GetByText("needs the role manager")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Create key" })).ToHaveCountAsync(0);
        var status = await page.EvaluateAsync<int>("fetch('/api/v1/people').then(answer => answer.status)");
        Assert.Equal(403, status);
    }

    [Fact]
    public async Task An_address_that_does_not_exist_is_answered_with_a_page_that_says_so()
    {
        var page = await dashboard.SignInAsync();

        var answer = await page.GotoAsync("/no/such/page");

        Assert.Equal(404, answer!.Status);
        await Expect(page.GetByText("There is no such page")).ToBeVisibleAsync();
    }

    private static Span Run(string name) =>
        new(Span.NewTrace(), Span.NewId(), null, $"{name} {Span.NewId()}", 0, 1) { IsAgent = true };

    private static async Task ChoosePasswordAsync(IPage page, string current, string chosen)
    {
        await page.Locator("input[name=current]").FillAsync(current);
        await page.Locator("input[name=chosen]").FillAsync(chosen);
        await page.Locator("input[name=repeated]").FillAsync(chosen);
        await page.GetByRole(AriaRole.Button, new() { Name = "Change password" }).ClickAsync();
        await page.UntilInteractiveAsync();
    }

    private Task RefusedAsync(string agent, string secret) =>
        Eventually.TrueAsync(async () =>
        {
            using var answer = await dashboard.TrySendAsync(agent, secret, Run("after the key"));
            return answer.StatusCode == HttpStatusCode.Unauthorized;
        });
}
