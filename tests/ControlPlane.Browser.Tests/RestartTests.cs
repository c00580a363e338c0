using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using ControlPlane.Tests.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ControlPlane.Browser.Tests;

/// <summary>On a server of its own, which has a demonstration and is started again.</summary>
public sealed class RestartTests(RestartTests.OwnServer own, Dashboard dashboard)
    : IClassFixture<RestartTests.OwnServer>
{
    private const string DemonstrationKey = "the-key-of-the-demonstration-of-the-tests";

    /// <summary>One for both tests: whether it has its demonstration matters to one of them alone.</summary>
    public sealed class OwnServer : IAsyncLifetime
    {
        private readonly string folder = ServerProcess.CreateFolder();
        private ServerProcess? server;

        public Uri Address => server!.Address;

        public async ValueTask InitializeAsync() => await StartAsync(port: 0);

        public async Task StopAsync()
        {
            await server!.TerminateAsync();
            await server.DisposeAsync();
        }

        public async Task StartAsync(int port) =>
            server = await ServerProcess.StartAsync(
                folder,
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["Server__Port"] = port.ToString(CultureInfo.InvariantCulture),
                    ["Bootstrap__AdminEmail"] = Dashboard.AdminEmail,
                    ["Bootstrap__AdminPassword"] = Dashboard.AdminPassword,
                    ["Demonstration__Key"] = DemonstrationKey,
                }
            );

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            ServerProcess.DeleteFolder(folder);
        }
    }

    [Fact]
    public async Task The_page_goes_on_by_itself_when_the_server_was_replaced()
    {
        var page = await SignInAsync();
        await page.OpenAsync("/agents?environment=production");
        await page.MarkAsync();
        var port = own.Address.Port;

        await own.StopAsync();
        await Expect(page.GetByText("It goes on by itself")).ToBeVisibleAsync();
        await own.StartAsync(port);

        await page.WaitForFunctionAsync("() => window.notReloaded !== true", null, new() { Timeout = 60_000 });
        await page.UntilInteractiveAsync();
        Assert.EndsWith("/agents?environment=production", page.Url, StringComparison.Ordinal);
        await Expect(page.GetByText("It goes on by itself")).Not.ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_demonstration_is_removed_with_one_click_that_says_what_will_happen()
    {
        await RegisterAsync("demo-desk", "demo-ops");
        var page = await SignInAsync();
        await page.OpenAsync("/overview");
        await Expect(page.Locator("[data-notice=demonstration]")).ToContainTextAsync("2 agents");
        await Expect(page.Locator(".fleet tr[data-agent=demo-desk] [data-mark]")).ToHaveTextAsync("demo");
        await page.OpenAsync("/demo");
        await page.AssertAccessibleAsync("demonstration");
        var remove = page.GetByRole(AriaRole.Button, new() { Name = "Remove the demonstration…" });
        var dialog = page.GetByRole(AriaRole.Alertdialog, new() { Name = "Remove the demonstration?" });

        await remove.ClickAsync();
        await Expect(dialog).ToContainTextAsync("2 agents and 0 runs");
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToBeFocusedAsync();
        await page.AssertAccessibleAsync("question");
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(remove).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Enter");
        await page.ConfirmAsync("Remove for good");

        await Expect(page.GetByText("There is no demonstration")).ToBeVisibleAsync();
        await Expect(page.Locator("#toasts")).ToContainTextAsync("Demonstration removed");
        // The button is gone; the keyboard goes on at the heading.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Demonstration", Exact = true }))
            .ToBeFocusedAsync();
    }

    private async Task<IPage> SignInAsync()
    {
        var page = await dashboard.NewPageAsync(address: own.Address);
        await page.GotoAsync("/sign-in");
        await page.FillSignInAsync(Dashboard.AdminEmail, Dashboard.AdminPassword);
        await page.UntilInteractiveAsync();
        return page;
    }

    private async Task RegisterAsync(params string[] slugs)
    {
        using var http = new HttpClient { BaseAddress = own.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DemonstrationKey);
        using var answer = await http.PostAsJsonAsync(
            "/api/v1/demonstration/agents",
            new
            {
                agents = slugs.Select(static slug => new
                {
                    slug,
                    name = slug,
                    team = "Demo",
                }),
            }
        );
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
