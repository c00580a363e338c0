using System.Globalization;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>Reads bounds such as <c>cost:&gt;0.5</c>, <c>took:&gt;2m</c>, <c>tokens:&gt;=10k</c>.</summary>
internal static class FilterBounds
{
    private static readonly string[] Signs = [">=", "<=", ">", "<", "="];

    public static bool IsFigure(string name) => name is "cost" or "took" or "tokens" or "steps" or "errors";

    /// <summary>What is left when a bound is excluded: <c>-cost:&gt;0.5</c> is <c>cost:&lt;=0.5</c>.</summary>
    public static RunBound Opposite(RunBound bound) =>
        bound with
        {
            Sign = bound.Sign switch
            {
                ">" => "<=",
                ">=" => "<",
                "<" => ">=",
                "<=" => ">",
                _ => "<>",
            },
        };

    public static RunBound? Parse(string name, string text)
    {
        var sign = Signs.FirstOrDefault(known => text.StartsWith(known, StringComparison.Ordinal)) ?? "";
        var value = text[sign.Length..].Trim().ToLowerInvariant();
        var (figure, scale) = name switch
        {
            "cost" => (RunFigure.Cost, 1_000_000_000m),
            "took" => (RunFigure.Took, 1_000_000m),
            "tokens" => (RunFigure.Tokens, 1m),
            "steps" => (RunFigure.Steps, 1m),
            _ => (RunFigure.Errors, 1m),
        };
        (value, var unit) = figure == RunFigure.Took ? Time(value) : Count(value.TrimStart('$'));
        return
            decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number * unit * scale is <= long.MaxValue and var amount
            ? new(figure, sign.Length == 0 ? "=" : sign, (long)amount)
            : null;
    }

    private static (string Value, decimal Unit) Time(string value) =>
        value switch
        {
            _ when value.EndsWith("ms", StringComparison.Ordinal) => (value[..^2], 0.001m),
            [.. var number, 's'] => (number, 1),
            [.. var number, 'm'] => (number, 60),
            [.. var number, 'h'] => (number, 3600),
            _ => (value, 1),
        };

    private static (string Value, decimal Unit) Count(string value) =>
        value switch
        {
            [.. var number, 'k'] => (number, 1000),
            [.. var number, 'm'] => (number, 1_000_000),
            _ => (value, 1),
        };
}
