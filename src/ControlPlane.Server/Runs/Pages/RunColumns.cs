namespace ControlPlane.Server.Runs.Pages;

/// <summary>A column of the list of runs.</summary>
/// <param name="Css">Its width.</param>
/// <param name="Wide">It folds where there is no room.</param>
public sealed record RunColumn(string Name, string Title, string Css, bool Number, bool Wide, RunSort? Sort = null)
{
    public string Classes => (Number ? "n " : "") + (Wide ? "wide" : "");
}

/// <summary>The columns there are, and a choice of them as it stands in addresses and in the browser's memory.</summary>
internal static class RunColumns
{
    public const string Cookie = "runs-columns";

    public static readonly IReadOnlyList<RunColumn> All =
    [
        new("status", "Status", "c-status", false, false),
        new("agent", "Agent", "c-agent", false, true),
        new("name", "Name", "", false, false),
        new("env", "Environment", "c-env", false, true),
        new("version", "Version", "c-env", false, true),
        new("model", "Model", "c-model", false, true),
        new("user", "User", "c-model", false, true),
        new("session", "Session", "c-model", false, true),
        new("started", "Started", "c-time", true, true, RunSort.Started),
        new("took", "Took", "c-took", true, false, RunSort.Took),
        new("llm", "LLM calls", "c-n", true, true),
        new("tools", "Tools", "c-n", true, true),
        new("steps", "Steps", "c-n", true, true, RunSort.Steps),
        new("errors", "Errors", "c-n", true, true),
        new("tokens", "Tokens", "c-n", true, true, RunSort.Tokens),
        new("cost", "Cost $", "c-cost", true, false, RunSort.Cost),
    ];

    public static readonly IReadOnlyList<RunColumn> Usual = Pick([
        "status",
        "agent",
        "name",
        "started",
        "took",
        "llm",
        "tools",
        "tokens",
        "cost",
    ]);

    /// <summary>The name is always there: it carries the link.</summary>
    public static IReadOnlyList<RunColumn> Named(string? names) =>
        names is null ? Usual : Pick([.. names.Split(',', StringSplitOptions.TrimEntries), "name"]);

    public static string NamesOf(IEnumerable<RunColumn> columns) =>
        string.Join(',', columns.Select(static column => column.Name));

    private static RunColumn[] Pick(IReadOnlyCollection<string> names) =>
        [.. All.Where(column => names.Contains(column.Name, StringComparer.Ordinal))];
}
