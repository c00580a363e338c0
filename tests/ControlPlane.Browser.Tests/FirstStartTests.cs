using System.Text.RegularExpressions;
using ControlPlane.Tests.Fixtures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ControlPlane.Browser.Tests;

/// <summary>The first minutes of a newcomer: an empty data folder, nothing configured, and what the server prints.</summary>
public sealed partial class FirstStartTests(Dashboard dashboard) : IAsyncLifetime
{
    private readonly string folder = ServerProcess.CreateFolder();
    private ServerProcess server = null!;

    public async ValueTask InitializeAsync() => server = await ServerProcess.StartAsync(folder);

    public async ValueTask DisposeAsync()
    {
        await server.TerminateAsync();
        await server.DisposeAsync();
        ServerProcess.DeleteFolder(folder);
    }

    [Fact]
    public async Task The_printed_password_signs_in_and_another_has_to_be_chosen()
    {
        const string chosen = "a password of my own choice";
        var printed = PrintedPassword().Match(server.Output).Groups["password"].Value;
        var page = await dashboard.NewPageAsync(address: server.Address);

        await page.GotoAsync("/");
        await page.FillSignInAsync("admin@localhost", printed);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Choose your own password" })).ToBeVisibleAsync();
        await page.GotoAsync("/runs"); // nothing else opens before
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Choose your own password" })).ToBeVisibleAsync();
        await page.ChoosePasswordAsync(printed, chosen);
        await page.OpenAsync("/runs");
        await Expect(page.Locator("header .who")).ToHaveTextAsync("Administrator");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await page.FillSignInAsync("admin@localhost", printed);
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await page.FillSignInAsync("admin@localhost", chosen);
        await page.UntilInteractiveAsync();
    }

    [GeneratedRegex(@"password\s+(?<password>\S{20})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PrintedPassword();
}
