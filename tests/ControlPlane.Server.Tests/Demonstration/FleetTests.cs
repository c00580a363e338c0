using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Server.Tests.Platform;
using ControlPlane.Tests.Fixtures;

namespace ControlPlane.Server.Tests.Demonstration;

/// <summary>The program of <c>samples/Fleet</c> beside a server, as <c>run.sh</c> starts them.</summary>
public sealed class FleetTests(DataFolders folders) : IDisposable
{
    private const string Key = "the-key-of-the-demonstration-of-this-start";
    private const string AdminToken = "the-admin-token-of-the-demonstration";

    private static readonly string[] Agents =
    [
        "contract-reviewer",
        "invoice-matcher",
        "kb-writer",
        "lead-researcher",
        "ops-assistant",
        "refund-desk",
        "release-notes",
    ];

    private readonly string folder = ServerProcess.CreateFolder();

    [Fact]
    public async Task The_whole_fleet_reports_succeeds_fails_and_is_seen_live_and_nothing_is_refused()
    {
        var address = Path.Combine(folder, "address");
        await using var server = await StartServerAsync(address);
        using var http = server.CreateClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", AdminToken);
        using var fleet = StartFleet(
            address,
            server.Id,
            "--history",
            "300",
            "--speed",
            "4",
            "--for",
            "4",
            "--seed",
            "7"
        );

        // With this seed the first run of ops-assistant fails.
        // Live, and not from the history, which ends before it.
        await Eventually.TrueAsync(async () => Statuses(await RunsAsync(http, "&status=running")).Contains("running"));
        var words = await fleet.StandardError.ReadToEndAsync();
        await fleet.WaitForExitAsync();

        Assert.Equal(0, fleet.ExitCode);
        Assert.Contains(" requests, 0 refused.", words);
        foreach (var agent in Agents)
        {
            Assert.NotEmpty(await RunsAsync(http, "&agent=" + agent));
        }

        Assert.NotEmpty(await RunsAsync(http, "&status=succeeded"));
        Assert.NotEmpty(await RunsAsync(http, "&status=failed"));
        Assert.All(await RunsAsync(http, ""), static run => Assert.Equal("complete", (string?)run["costStatus"]));
        Assert.False(File.Exists(address), "The fleet tidies up.");
    }

    [Fact]
    public async Task History_is_imported_once_and_the_fleet_ends_with_the_server()
    {
        var address = Path.Combine(folder, "address");
        await using var server = await StartServerAsync(address);
        using (var first = StartFleet(address, server.Id, "--history", "20", "--for", "0.1"))
        {
            Assert.Contains(" runs of the week before.", await first.StandardError.ReadToEndAsync());
        }

        await File.WriteAllTextAsync(address, server.Address.ToString());
        using var second = StartFleet(address, server.Id, "--history", "20");
        using var http = server.CreateClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", AdminToken);
        await Eventually.TrueAsync(async () => (await RunsAsync(http, "&status=running")).Count > 0);

        Assert.Equal(0, await server.TerminateAsync());
        Assert.DoesNotContain(" runs of the week before.", await second.StandardError.ReadToEndAsync());
        await second.WaitForExitAsync();
        Assert.Equal(0, second.ExitCode);
    }

    public void Dispose() => ServerProcess.DeleteFolder(folder);

    private async Task<ServerProcess> StartServerAsync(string address)
    {
        await folders.FillAsync(folder);
        return await ServerProcess.StartAsync(
            folder,
            new Dictionary<string, string>
            {
                ["Demonstration__Key"] = Key,
                ["Demonstration__AddressFile"] = address,
                ["Bootstrap__AdminToken"] = AdminToken,
            }
        );
    }

    private static Process StartFleet(string addressFile, int server, params string[] arguments)
    {
        var watched = server.ToString(CultureInfo.InvariantCulture);
        var info = new ProcessStartInfo(
            "dotnet",
            [FleetDll(), "--address-file", addressFile, "--watch", watched, .. arguments]
        )
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        info.Environment["CONTROLPLANE_KEY"] = Key;
        return Process.Start(info)!;
    }

    // Beside the server's: samples/Fleet/bin/Release/net10.0.
    private static string FleetDll()
    {
        var built = string.Join('/', AppContext.BaseDirectory.TrimEnd('/').Split('/')[^3..]);
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "ControlPlane.sln")))
            {
                return Path.Combine(at.FullName, "samples/Fleet", built, "Fleet.dll");
            }
        }

        throw new InvalidOperationException("The tests do not stand in the repository.");
    }

    private static async Task<IReadOnlyList<JsonNode>> RunsAsync(HttpClient http, string filter) =>
        [
            .. (await http.GetFromJsonAsync<JsonNode>("/api/v1/runs?limit=500" + filter))!["items"]!
                .AsArray()
                .Select(static run => run!),
        ];

    private static IEnumerable<string?> Statuses(IEnumerable<JsonNode> runs) =>
        runs.Where(static run => (string?)run["name"] != "Import of a week of history")
            .Select(static run => (string?)run["status"]);
}
