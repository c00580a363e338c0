using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ControlPlane.Domain.Platform;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>What a stored report says of itself: secrets that were taken out, by name, and what was cut off.</summary>
public sealed partial record StepNotes(IReadOnlyDictionary<string, int> Redactions, IReadOnlyList<string> Cuts)
{
    private const string CutPrefix = "controlplane.truncated.";

    public static StepNotes Of(JsonNode? raw)
    {
        var redactions = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var cuts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        Read(raw, redactions, cuts);
        return new(redactions, [.. cuts.Select(static cut => Words(cut.Key, cut.Value))]);
    }

    private static void Read(
        JsonNode? node,
        SortedDictionary<string, int> redactions,
        SortedDictionary<string, long> cuts
    )
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (name, value) in map)
                {
                    if (name.StartsWith(CutPrefix, StringComparison.Ordinal))
                    {
                        cuts[name] = cuts.GetValueOrDefault(name) + Number(value);
                    }

                    Read(value, redactions, cuts);
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    Read(item, redactions, cuts);
                }

                break;
            case JsonValue value when value.TryGetValue<string>(out var text):
                foreach (Match match in Redacted().Matches(text))
                {
                    redactions[match.Groups["name"].Value] =
                        redactions.GetValueOrDefault(match.Groups["name"].Value) + 1;
                }

                break;
        }
    }

    // As a number, or as the text or the {"int": "3"} that a number too large for JSON is stored as.
    private static long Number(JsonNode? value) =>
        value switch
        {
            JsonValue plain
                when long.TryParse(plain.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) =>
                number,
            JsonObject { Count: 1 } typed => Number(typed.First().Value),
            _ => 1,
        };

    private static string Words(string name, long count)
    {
        var what = name[CutPrefix.Length..] switch
        {
            "attributes" => count == 1 ? "attribute was" : "attributes were",
            "events" => count == 1 ? "event was" : "events were",
            _ => count == 1 ? "text was" : "texts were",
        };
        var rule = name[CutPrefix.Length..] switch
        {
            "values" => "cut at 256 KB",
            _ => "left out: a report holds 1,000",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {what} {rule}");
    }

    [GeneratedRegex(
        @"\[redacted:(?<name>[a-z0-9_\-]{1,40})\]",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        RegexLimit.Milliseconds
    )]
    private static partial Regex Redacted();
}
