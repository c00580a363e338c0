using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using ControlPlane.Tests.Fixtures;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(ControlPlane.Browser.Tests.Dashboard))]

namespace ControlPlane.Browser.Tests;

/// <summary>Tests that measure, or that load the machine: they run alone, after all others.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Alone;

/// <summary>One server process and one Chromium for all tests; each test signs in on a context of its own.</summary>
public sealed class Dashboard : IAsyncLifetime
{
    public const string AdminEmail = "admin@example.org";
    public const string AdminPassword = "first-sign-in-of-the-tests";
    public const int Patience = 60_000; // milliseconds; a limit for what never comes, not a measure of speed

    /// <summary>Whether <c>./test.sh --long</c> asks for the full figures.</summary>
    public static readonly bool IsLong = Environment.GetEnvironmentVariable("CONTROLPLANE_LONG") == "1";

    private const string AdminToken = "admin-token-of-the-browser-tests-0001";
    private const string IngestKey = "ingest-key-of-the-browser-tests-00001";

    private readonly string folder = ServerProcess.CreateFolder();
    private ServerProcess? server;
    private IPlaywright? playwright;
    private IBrowser? browser;
    private Task<string>? administrator;

    public Uri Address => server!.Address;

    public async ValueTask InitializeAsync()
    {
        server = await ServerProcess.StartAsync(
            folder,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Bootstrap__AdminEmail"] = AdminEmail,
                ["Bootstrap__AdminPassword"] = AdminPassword,
                ["Bootstrap__AdminToken"] = AdminToken,
                ["Bootstrap__IngestKey"] = IngestKey,
            }
        );
        playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } path
                    ? path
                    : "/usr/bin/chromium",
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }

    /// <summary>A browser that nobody has used yet.</summary>
    /// <param name="address">Of another server than the one all tests share.</param>
    /// <param name="cookies">Kept from another page.</param>
    public async Task<IPage> NewPageAsync(
        int width = 1280,
        int height = 800,
        Uri? address = null,
        string? cookies = null
    )
    {
        var context = await browser!.NewContextAsync(
            new()
            {
                BaseURL = (address ?? Address).ToString(),
                ViewportSize = new() { Width = width, Height = height },
                ReducedMotion = ReducedMotion.Reduce, // a color on its way is neither of the two
                StorageState = cookies,
            }
        );
        context.SetDefaultTimeout(Patience);
        ClosePages.AfterThisTest(context);
        return await context.NewPageAsync();
    }

    /// <summary>
    /// A browser in which the administrator is signed in, in a session that many tests share: who ends it signs in anew.
    /// </summary>
    public async Task<IPage> SignInAsync() => await NewPageAsync(cookies: await (administrator ??= CookiesAsync()));

    public async Task<IPage> SignInAsync(string email, string password)
    {
        var page = await NewPageAsync();
        await page.GotoAsync("/sign-in");
        await page.FillSignInAsync(email, password);
        return page;
    }

    private async Task<string> CookiesAsync()
    {
        var page = await SignInAsync(AdminEmail, AdminPassword);
        await page.UntilInteractiveAsync();
        return await page.Context.StorageStateAsync();
    }

    /// <summary>Sends spans as an OpenTelemetry exporter does, over HTTP/JSON.</summary>
    public async Task SendAsync(string agent, params Span[] spans)
    {
        using var answer = await TrySendAsync(agent, IngestKey, spans);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    public async Task<HttpResponseMessage> TrySendAsync(string agent, string key, params Span[] spans)
    {
        using var http = new HttpClient { BaseAddress = server!.OtlpAddress };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await http.PostAsJsonAsync("/v1/traces", Span.Export(agent, spans));
    }

    /// <summary>Calls the API as an admin.</summary>
    public async Task<System.Text.Json.Nodes.JsonNode> PostAsync(string path, object body)
    {
        using var http = new HttpClient { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
        using var answer = await http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return System.Text.Json.Nodes.JsonNode.Parse(text)!;
    }

    /// <summary>Sends log records as an OpenTelemetry exporter does, over HTTP/JSON.</summary>
    public async Task SendLogsAsync(object body)
    {
        using var http = new HttpClient { BaseAddress = server!.OtlpAddress };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", IngestKey);
        using var answer = await http.PostAsJsonAsync("/v1/logs", body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>Reads of the API as an admin.</summary>
    public async Task<System.Text.Json.Nodes.JsonNode> GetAsync(string path)
    {
        using var http = new HttpClient { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
        return (await http.GetFromJsonAsync<System.Text.Json.Nodes.JsonNode>(path))!;
    }

    /// <summary>The run of a trace: others of the same time stand beside it in the list.</summary>
    public async Task<string> RunOfAsync(string trace)
    {
        var page = await GetAsync("/api/v1/runs?limit=500");
        var run = page!["items"]!.AsArray().Single(run => run!["traceIds"]!.AsArray().Any(id => (string)id! == trace));
        return (string)run!["id"]!;
    }

    public async Task AddPersonAsync(string email, string role, string password)
    {
        using var http = new HttpClient { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
        using var answer = await http.PostAsJsonAsync(
            "/api/v1/people",
            new
            {
                email,
                displayName = email,
                role,
                temporaryPassword = password,
            }
        );
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        if (server is not null)
        {
            await server.TerminateAsync();
            await server.DisposeAsync();
        }

        ServerProcess.DeleteFolder(folder);
    }
}
