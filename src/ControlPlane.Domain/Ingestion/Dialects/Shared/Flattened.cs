using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>
/// Attributes that spell a tree in their keys (<c>llm.input_messages.0.message.role</c>), put together again.
/// </summary>
internal static class Flattened
{
    private const int MaxDepth = 16;

    /// <summary>The tree below a prefix; null if there is none.</summary>
    public static JsonNode? Read(AttributeBag attributes, string prefix)
    {
        var root = new Branch();
        var start = prefix + ".";
        foreach (var (key, value) in attributes.Values)
        {
            if (key.StartsWith(start, StringComparison.Ordinal))
            {
                Put(root, key[start.Length..].Split('.'), value);
            }
        }

        return root.Children.Count == 0 ? null : root.ToJson();
    }

    private static void Put(Branch branch, string[] path, object? value)
    {
        if (path.Length > MaxDepth)
        {
            return;
        }

        foreach (var step in path)
        {
            if (!branch.Children.TryGetValue(step, out var child))
            {
                branch.Children[step] = child = new Branch();
            }

            branch = child;
        }

        branch.Value = value;
    }

    private sealed class Branch
    {
        public Dictionary<string, Branch> Children { get; } = new(StringComparer.Ordinal);

        public object? Value { get; set; }

        public JsonNode? ToJson()
        {
            if (Children.Count == 0)
            {
                return AttributeBag.ToJson(Value);
            }

            if (
                Children.Keys.All(static key =>
                    int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out _)
                )
            )
            {
                return new JsonArray([
                    .. Children
                        .OrderBy(static pair => int.Parse(pair.Key, NumberStyles.None, CultureInfo.InvariantCulture))
                        .Select(static pair => pair.Value.ToJson()),
                ]);
            }

            return new JsonObject(Children.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value.ToJson())));
        }
    }
}
