using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace ControlPlane.Browser.Tests;

/// <summary>What axe finds serious on a page, in the light theme and in the dark one.</summary>
internal static class Accessibility
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    // What passes is not listed: to describe every such element takes most of axe's time. The package's own way of
    // running opens a second page each time, for frames, which our pages may not have.
    private const string Run = """
        async (only) => {
          const contrast = "color-contrast";
          const options = { resultTypes: ["violations"] };
          if (only === "colors") options.runOnly = { type: "rule", values: [contrast] };
          if (only === "all but colors") options.rules = { [contrast]: { enabled: false } };
          const { violations } = await axe.run(document, options);
          return violations
            .filter((found) => ["serious", "critical"].includes(found.impact))
            .map((found) => `${found.id} ${found.nodes[0].html}`);
        }
        """;

    /// <param name="onPhone">
    /// A page that was looked at before: its colors, which take longest, are the same ones and are left to the long run.
    /// </param>
    public static async Task AssertAccessibleAsync(this IPage page, string where, bool onPhone = false)
    {
        if (await page.EvaluateAsync<bool>("() => !window.axe"))
        {
            await page.EvaluateAsync(Axe);
        }

        await AssertAsync(page, ColorScheme.Light, where, onPhone && !Dashboard.IsLong ? "all but colors" : "");
        if (Dashboard.IsLong || !onPhone)
        {
            // Between the themes only colors differ.
            await AssertAsync(page, ColorScheme.Dark, where, Dashboard.IsLong ? "" : "colors");
        }
    }

    private static async Task AssertAsync(IPage page, ColorScheme scheme, string where, string only)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        var found = await page.EvaluateAsync<string[]>(Run, only);
        Assert.True(found.Length == 0, $"{where}, {scheme}: {string.Join("; ", found)}");
    }
}
