using System.Text.Json.Nodes;

namespace ControlPlane.Server.Audit.Pages;

/// <summary>One field of what was changed, in words; null where it has no value.</summary>
internal sealed record FieldChange(string Field, string? Before, string? After)
{
    public bool Differs => Before != After;

    /// <summary>What differs comes first.</summary>
    public static IReadOnlyList<FieldChange> Between(string? before, string? after)
    {
        var (old, @new) = (Fields(before), Fields(after));
        return
        [
            .. old
                .Keys.Union(@new.Keys, StringComparer.Ordinal)
                .Select(name => new FieldChange(name, old.GetValueOrDefault(name), @new.GetValueOrDefault(name)))
                .Where(static change => (change.Before ?? change.After) is not null)
                .OrderByDescending(static change => change.Differs)
                .ThenBy(static change => change.Field, StringComparer.Ordinal),
        ];
    }

    private static Dictionary<string, string?> Fields(string? json) =>
        json is not null && JsonNode.Parse(json) is JsonObject fields
            ? fields.ToDictionary(static field => field.Key, static field => Text(field.Value), StringComparer.Ordinal)
            : [];

    private static string? Text(JsonNode? value) =>
        value switch
        {
            null => null,
            JsonArray list => string.Join(", ", list.Select(Text)),
            JsonValue text when text.TryGetValue<string>(out var words) => words,
            _ => value.ToJsonString(),
        };
}
