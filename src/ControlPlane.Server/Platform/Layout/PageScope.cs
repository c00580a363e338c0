using Microsoft.AspNetCore.WebUtilities;

namespace ControlPlane.Server.Platform.Layout;

/// <summary>What the header narrows a page to, as it stands in the address. Pages take it as a cascading value.</summary>
/// <param name="Environment">Null for all.</param>
/// <param name="Range">One of <see cref="TimeRanges"/>; null for what is usual on the page.</param>
internal sealed record PageScope(string? Environment, string? Range)
{
    public const string EnvironmentName = "environment";
    public const string RangeName = "range";

    public static PageScope Of(string address)
    {
        var query = QueryHelpers.ParseQuery(new Uri(address).Query);
        return new(Given(EnvironmentName), Given(RangeName));

        string? Given(string name) =>
            query.TryGetValue(name, out var values) && !string.IsNullOrWhiteSpace(values[0]) ? values[0] : null;
    }
}

internal static class PageScopes
{
    /// <summary>The same scope on another page, whose address may have a query of its own.</summary>
    /// <param name="more">What else stands in that page's address; null leaves it out.</param>
    public static string On(this PageScope? scope, string path, params (string Name, string? Value)[] more)
    {
        var parts = more.Append((PageScope.EnvironmentName, scope?.Environment))
            .Append((PageScope.RangeName, scope?.Range))
            .Where(static part => part.Item2 is not null)
            .Select(static part => $"{part.Item1}={Uri.EscapeDataString(part.Item2!)}");
        var query = string.Join('&', parts);
        return query.Length == 0 ? path
            : path.Contains('?', StringComparison.Ordinal) ? $"{path}&{query}"
            : $"{path}?{query}";
    }
}
