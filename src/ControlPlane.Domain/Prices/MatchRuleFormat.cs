using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Domain.Prices;

/// <summary>The written form of a <see cref="MatchRule"/>, as in <c>seed/README.md</c>.</summary>
public static class MatchRuleFormat
{
    public static MatchRule Read(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String)
        {
            return Read(json.GetString()!);
        }

        var property = json.EnumerateObject().Single();
        MatchRule[] rules = [.. property.Value.EnumerateArray().Select(Read)];
        return property.Name switch
        {
            "any" => new AnyRule(rules),
            "all" => new AllRule(rules),
            _ => throw Unknown(property.Name),
        };
    }

    public static JsonNode Write(MatchRule rule) =>
        rule switch
        {
            TextRule text => JsonValue.Create(Operator(text.Comparison) + text.Text),
            RegexRule regex => JsonValue.Create($"/{regex.Pattern}/"),
            AnyRule any => new JsonObject { ["any"] = new JsonArray([.. any.Rules.Select(Write)]) },
            AllRule all => new JsonObject { ["all"] = new JsonArray([.. all.Rules.Select(Write)]) },
            _ => throw Unknown(rule.GetType().Name),
        };

    private static MatchRule Read(string text) =>
        text switch
        {
            ['=', .. var rest] => Compare(TextComparison.Equals, rest),
            ['^', .. var rest] => Compare(TextComparison.StartsWith, rest),
            ['$', .. var rest] => Compare(TextComparison.EndsWith, rest),
            ['~', .. var rest] => Compare(TextComparison.Contains, rest),
            ['/', .. var pattern, '/'] => new RegexRule(pattern),
            _ => throw Unknown(text),
        };

    private static TextRule Compare(TextComparison comparison, string text) => new(comparison, text.ToLowerInvariant());

    private static char Operator(TextComparison comparison) =>
        comparison switch
        {
            TextComparison.Equals => '=',
            TextComparison.StartsWith => '^',
            TextComparison.EndsWith => '$',
            _ => '~',
        };

    private static FormatException Unknown(string rule) => new($"Unknown rule '{rule}'.");
}
