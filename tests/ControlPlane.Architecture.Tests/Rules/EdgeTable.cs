namespace ControlPlane.Architecture.Tests.Rules;

/// <summary>
/// Who may know whom. What is reachable through an edge may be used, too. A capability that is not written yet already
/// has its row, so that whoever begins it finds its place.
/// </summary>
internal sealed record EdgeTable(IReadOnlyDictionary<string, string[]> Rows, params string[] KnownToAll)
{
    public static EdgeTable Server { get; } =
        new(
            new Dictionary<string, string[]>(StringComparer.Ordinal)
            {
                ["Access"] = [],
                ["Audit"] = [],
                ["Agents"] = [],
                ["Prices"] = [],
                ["Redaction"] = [],
                ["Notifications"] = [],
                ["Versions"] = ["Agents"],
                ["Runs"] = ["Agents", "Versions", "Prices", "Redaction"],
                ["Ingestion"] = ["Runs"],
                ["Metrics"] = ["Runs"],
                ["Admission"] = ["Runs", "Agents"],
                ["Incidents"] = ["Runs", "Notifications"],
                ["Budgets"] = ["Admission", "Incidents"],
                ["Limits"] = ["Admission", "Incidents"],
                ["Guardrails"] = ["Admission", "Incidents"],
                ["KillSwitches"] = ["Admission", "Incidents"],
                ["Approvals"] = ["Admission", "Incidents", "Notifications"],
                ["Alerts"] = ["Metrics", "Incidents", "Notifications"],
                ["Quality"] = ["Runs", "Metrics"],
                ["Demonstration"] = ["Agents", "Runs"], // registers made-up agents and deletes them with their runs
            },
            KnownToAll: ["Access", "Audit"]
        );

    public static EdgeTable Domain { get; } =
        new(
            new Dictionary<string, string[]>(StringComparer.Ordinal)
            {
                ["Access"] = [],
                ["Agents"] = [],
                ["Runs"] = [],
                ["Prices"] = ["Runs"], // computes the cost of a step from its usage
                ["Redaction"] = [],
                ["Ingestion"] = ["Runs", "Redaction"], // makes steps of spans, without what patterns find
            }
        );

    public bool Has(string capability) => Rows.ContainsKey(capability);

    public bool Allows(string from, string to) => from == to || KnownToAll.Contains(to) || Reachable(from).Contains(to);

    /// <summary>Capabilities that can reach themselves, and rows that name one without a row.</summary>
    public IEnumerable<Finding> Faults() =>
        Rows
            .Keys.Where(row => Reachable(row).Contains(row))
            .Select(static row => new Finding(row, "can reach itself"))
            .Concat(
                Rows.SelectMany(row =>
                    row.Value.Where(to => !Has(to)).Select(to => new Finding(row.Key, $"knows {to}, which has no row"))
                )
            )
            .Concat(
                KnownToAll
                    .Where(known => Rows.GetValueOrDefault(known) is { Length: > 0 })
                    .Select(static known => new Finding(known, "is known to all and must know nobody"))
            );

    private HashSet<string> Reachable(string from)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(Rows.GetValueOrDefault(from, []));
        while (open.TryPop(out var next))
        {
            if (reached.Add(next))
            {
                Array.ForEach(Rows.GetValueOrDefault(next, []), open.Push);
            }
        }

        return reached;
    }
}
