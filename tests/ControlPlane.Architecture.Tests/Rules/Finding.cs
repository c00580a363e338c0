namespace ControlPlane.Architecture.Tests.Rules;

/// <summary>Somebody that breaks a rule, and what breaks it.</summary>
internal sealed record Finding(string Who, string What)
{
    public override string ToString() => $"{Who}: {What}";
}

/// <summary>An exception to a rule. It is reported once nothing needs it any more.</summary>
internal sealed record Allowed(string Who, string What, string Why);

internal static class Findings
{
    /// <summary>What is left of the findings after the exceptions, and the exceptions that excuse nothing.</summary>
    public static IReadOnlyList<string> Except(this IEnumerable<Finding> findings, params Allowed[] allowed)
    {
        var found = findings.Distinct().ToArray();
        var excused = allowed.ToLookup(static one => new Finding(one.Who, one.What));
        var idle = allowed.Where(one => !found.Contains(new Finding(one.Who, one.What)));
        return
        [
            .. found
                .Where(finding => !excused.Contains(finding))
                .Select(static finding => finding.ToString())
                .Concat(idle.Select(static one => $"{one.Who}: no longer needs its exception for {one.What}"))
                .Order(StringComparer.Ordinal),
        ];
    }
}
