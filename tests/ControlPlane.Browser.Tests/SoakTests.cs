using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ControlPlane.Browser.Tests;

/// <summary>A page that is left open while agents report: it answers clicks and does not grow.</summary>
[Collection(typeof(Alone))]
public sealed class SoakTests(Dashboard dashboard, ITestOutputHelper output)
{
    private const int StepsPerRun = 20;
    private const int RunsAtOnce = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Length = Dashboard.IsLong ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(12);

    // The figures that are asked for hold on a machine of one's own; on a shared one only a page that got stuck fails.
    private static readonly (double StepsPerSecond, double ClicksPerSecond, double Milliseconds) Asked =
        Dashboard.IsLong ? (150, 0.5, 200) : (40, 0.1, 3_000);

    [Fact]
    public async Task The_list_of_runs_stays_quick_and_bounded_under_200_steps_a_second()
    {
        var agent = "soak-" + Span.NewId();
        await SendAsync(agent, runs: 120); // more than the list shows at once: it grows no further by right
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/runs");
        await Expect(page.Locator("tr[data-run]").First).ToBeVisibleAsync();
        await page.EvaluateAsync(Clicking);

        using var end = new CancellationTokenSource(Length);
        var load = LoadAsync(agent, end.Token);
        await page.WaitForFunctionAsync("() => window.clicking.answers.length >= 10");
        var before = await SizeAsync(page);
        var sent = await load;
        var after = await SizeAsync(page);
        var answers = await page.EvaluateAsync<double[]>("window.clicking.stop()");

        var seconds = Length.TotalSeconds;
        Assert.True(answers.Length >= Asked.ClicksPerSecond * seconds, $"Only {answers.Length} clicks were answered");
        var p95 = answers.Order().ElementAt((int)(answers.Length * 0.95));
        output.WriteLine($"{sent / seconds:0} steps a second, {answers.Length} clicks, 95 of 100 within {p95:0} ms");
        Assert.True(sent >= Asked.StepsPerSecond * seconds, $"Only {sent} steps were sent");
        Assert.True(p95 <= Asked.Milliseconds, $"95 of 100 clicks took up to {p95:0} ms");
        Assert.True(after.Nodes <= before.Nodes * 1.3 + 500, $"{before.Nodes} nodes became {after.Nodes}");
        Assert.True(
            after.Heap <= before.Heap * 1.5 + 8e6,
            $"{before.Heap / 1e6:0.0} MB became {after.Heap / 1e6:0.0} MB"
        );
    }

    // Chooses a span of time in the header, which the server answers with another address; about two a second, and
    // never before the last one was answered.
    private const string Clicking = """
        () => {
          const state = { answers: [], stopped: false };
          const wait = (time) => new Promise((done) => setTimeout(done, time));
          const frame = () => new Promise((done) => requestAnimationFrame(done));
          const selected = () => new URL(location.href).searchParams.get("range") ?? "";
          async function click(value) {
            const select = [...document.querySelectorAll(".head .scope select")].at(-1);
            const start = performance.now();
            select.value = value;
            select.dispatchEvent(new Event("change", { bubbles: true }));
            while (selected() !== value) {
              if (performance.now() - start > 10000) {
                break;
              }
              await frame();
            }
            state.answers.push(performance.now() - start);
          }
          (async () => {
            for (let i = 0; !state.stopped; i++) {
              await click(i % 2 ? "" : "7d");
              await wait(500);
            }
          })();
          window.clicking = state;
          state.stop = () => { state.stopped = true; return state.answers; };
        }
        """;

    // At most as fast as it says, so that a machine of two cores has something left for the page.
    private async Task<int> LoadAsync(string agent, CancellationToken end)
    {
        using var timer = new PeriodicTimer(Interval);
        var sent = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(end))
            {
                await SendAsync(agent, RunsAtOnce);
                sent += RunsAtOnce * StepsPerRun;
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }

        return sent;
    }

    private Task SendAsync(string agent, int runs) =>
        dashboard.SendAsync(agent, [.. Enumerable.Range(0, runs).SelectMany(static _ => Run())]);

    private static IEnumerable<Span> Run()
    {
        var (trace, root) = (Span.NewTrace(), Span.NewId());
        return Enumerable
            .Range(1, StepsPerRun - 1)
            .Select(i => new Span(trace, Span.NewId(), root, "orders.get", i * 0.1, 0.1) { Tool = "orders.get" })
            .Append(new Span(trace, root, null, "soak " + root, 0, 2) { IsAgent = true });
    }

    private static async Task<(double Heap, double Nodes)> SizeAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Performance.enable");
        await session.SendAsync("HeapProfiler.collectGarbage");
        var metrics = (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics");
        await session.DetachAsync();
        return (Of("JSHeapUsedSize"), Of("Nodes"));

        double Of(string name) =>
            metrics
                .EnumerateArray()
                .Single(metric => metric.GetProperty("name").GetString() == name)
                .GetProperty("value")
                .GetDouble();
    }
}
