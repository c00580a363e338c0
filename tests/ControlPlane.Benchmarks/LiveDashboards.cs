using System.Diagnostics;
using System.Globalization;

namespace ControlPlane.Benchmarks;

/// <summary>
/// What a live dashboard costs the server: the page of runs, filtered and live, in 100 circuits more than one, after a
/// forced collection, on a server that had as many before. The limit is the product's own: 400 KB each.
/// </summary>
internal static class LiveDashboards
{
    private const int Circuits = 100;
    private const int Runs = 300;
    private const double LimitInKilobytes = 400;
    private const string Agent = "measured-agent";

    public static async Task<int> RunAsync()
    {
        await using var server = await BenchmarkServer.StartAsync();
        for (var i = 0; i < Runs; i++)
        {
            await server.ReportRunAsync(i % 2 == 0 ? Agent : "another-agent", Named("run", i));
        }

        using var browser = Start(server.Address, $"/runs?agent={Agent}", Circuits + 1);
        await AnswerAsync(browser, null);
        // Once before it counts: what the runtime makes once or keeps in pools is no dashboard's.
        await OpenAllAsync(server, browser, "all pages are live once");
        await AnswerAsync(browser, "close");
        if (!await server.HasAtMostAsync(1, TimeSpan.FromMinutes(5)))
        {
            throw new InvalidOperationException("The server still holds circuits of pages that were closed.");
        }

        await SeenLiveAsync(server, browser, "one page is live");
        var before = BenchmarkServer.LiveBytes();
        await OpenAllAsync(server, browser, "all pages are live");
        var after = BenchmarkServer.LiveBytes();
        await browser.StandardInput.WriteLineAsync("end");
        await browser.WaitForExitAsync();

        var each = (after - before) / 1024.0 / Circuits;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"live dashboard, {Circuits} circuits: {each:0} KB each, limit {LimitInKilobytes:0} KB, ratio {each / LimitInKilobytes:0.00}"
            )
        );
        return each <= LimitInKilobytes ? 0 : 1;
    }

    private static async Task OpenAllAsync(BenchmarkServer server, Process browser, string task)
    {
        await AnswerAsync(browser, "open");
        await SeenLiveAsync(server, browser, task);
    }

    // A page that shows what came after it was opened is connected and live.
    private static async Task SeenLiveAsync(BenchmarkServer server, Process browser, string task)
    {
        await server.ReportRunAsync(Agent, task);
        await AnswerAsync(browser, "see " + task);
    }

    private static Process Start(Uri address, string path, int count)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!,
            ["open-dashboards", address.ToString(), path, count.ToString(CultureInfo.InvariantCulture)]
        )
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    private static async Task AnswerAsync(Process browser, string? order)
    {
        if (order is not null)
        {
            await browser.StandardInput.WriteLineAsync(order);
        }

        if (await browser.StandardOutput.ReadLineAsync() is null)
        {
            throw new InvalidOperationException("The browser ended; what it said stands above.");
        }
    }

    private static string Named(string what, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{what} {number}");
}
