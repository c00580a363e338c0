using System.Globalization;
using System.Text.Json.Nodes;

namespace ControlPlane.Samples.Fleet.Wire;

/// <summary>Attributes in OTLP's JSON. What is null is left out.</summary>
internal sealed class Attributes
{
    public JsonArray Json { get; } = [];

    public Attributes Add(string key, string? value) =>
        value is null ? this : Put(key, new JsonObject { ["stringValue"] = value });

    public Attributes Add(string key, JsonNode? json) => Add(key, json?.ToJsonString());

    public Attributes Add(string key, bool value) => Put(key, new JsonObject { ["boolValue"] = value });

    public Attributes Add(string key, long? value) =>
        value is null
            ? this
            : Put(key, new JsonObject { ["intValue"] = value.Value.ToString(CultureInfo.InvariantCulture) });

    public Attributes Add(string key, double? value) =>
        value is null ? this : Put(key, new JsonObject { ["doubleValue"] = Math.Round(value.Value, 6) });

    public Attributes Add(string key, IEnumerable<string> values) =>
        Put(
            key,
            new JsonObject
            {
                ["arrayValue"] = new JsonObject
                {
                    ["values"] = new JsonArray([
                        .. values.Select(static value => new JsonObject { ["stringValue"] = value }),
                    ]),
                },
            }
        );

    private Attributes Put(string key, JsonObject value)
    {
        Json.Add(new JsonObject { ["key"] = key, ["value"] = value });
        return this;
    }
}
