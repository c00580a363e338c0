using System.Globalization;
using System.Text.RegularExpressions;
using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Prices;

/// <summary>How names of models and providers are made comparable.</summary>
internal static partial class ModelNames
{
    // Well-known provider names of OpenTelemetry's conventions that the rules of the price facts do not cover.
    private static readonly Dictionary<string, string> TelemetryNames = new(StringComparer.Ordinal)
    {
        ["azure.ai.inference"] = "azure",
        ["az.ai.inference"] = "azure",
        ["gcp.gen_ai"] = "google",
        ["x_ai"] = "x-ai",
    };

    public static string Fold(string name) => name.ToLowerInvariant().Trim();

    /// <summary>The id of the provider that a name of OpenTelemetry's conventions means, or the name itself.</summary>
    public static string Provider(string name) => TelemetryNames.GetValueOrDefault(name, name);

    /// <summary>Date suffixes are written both ways: <c>-20250929</c> becomes <c>-2025-09-29</c> if it is a date.</summary>
    public static string WithDashedDates(string model) =>
        CompactDate()
            .Replace(
                model,
                static found =>
                    DateOnly.TryParseExact(
                        found.ValueSpan,
                        "'-'yyyyMMdd",
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.None,
                        out var date
                    )
                        ? date.ToString("'-'yyyy-MM-dd", CultureInfo.InvariantCulture)
                        : found.Value
            );

    [GeneratedRegex(@"-20[0-9]{6}(?=-|:|\z)", RegexOptions.None, RegexLimit.Milliseconds)]
    private static partial Regex CompactDate();
}
