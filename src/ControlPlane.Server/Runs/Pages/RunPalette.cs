using ControlPlane.Server.Platform.Layout;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>What the command palette finds of runs.</summary>
internal sealed class RunPalette(RunFinder runs, TimeProvider time)
{
    private const int ShortestId = 6;

    public async Task<IReadOnlyList<PaletteItem>> FindAsync(string text, CancellationToken cancellation)
    {
        if (MayBeId(text))
        {
            if (await runs.ByIdAsync(text, cancellation) is { } run)
            {
                return [Item(run, null, exact: true)];
            }

            if (await runs.ByStepAsync(text, cancellation) is { Count: > 0 } found)
            {
                return [.. found.Select(run => Item(run, text, exact: true))];
            }
        }

        return [.. (await runs.ByNameAsync(text, cancellation)).Select(run => Item(run, null, exact: false))];
    }

    private PaletteItem Item(FoundRun run, string? step, bool exact) =>
        new(
            run.Name ?? run.Agent,
            step is null ? $"/runs/{run.Id}" : $"/runs/{run.Id}?step={Uri.EscapeDataString(step)}",
            step is null ? "runs" : "span",
            $"{run.Agent} · {Format.Ago(time.GetUtcNow() - run.StartedAt)}",
            exact
        );

    private static bool MayBeId(string text) =>
        text.Length >= ShortestId && text.Any(char.IsAsciiDigit) && !text.Any(char.IsWhiteSpace);
}
