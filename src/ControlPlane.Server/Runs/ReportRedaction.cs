using System.Text.Json.Nodes;
using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Redaction;

namespace ControlPlane.Server.Runs;

/// <summary>Takes secrets out of JSON that came through the API, by the same rules as telemetry (T10).</summary>
internal static class ReportRedaction
{
    public static (JsonNode? Value, int Count) Of(JsonNode? value, RedactionPatterns patterns)
    {
        if (value is null)
        {
            return (null, 0);
        }

        var count = 0;
        var bag = AttributeBag.FromJson(new JsonObject { ["value"] = value.DeepClone() });
        var redacted = new ValueRedactor(patterns).Redact(bag, ref count);
        var json = redacted.ToJson();
        var result = json["value"];
        json.Remove("value");
        return (result, count);
    }

    /// <summary>The text without secrets, if there is one.</summary>
    public static string? Of(string? text, RedactionPatterns patterns)
    {
        var count = 0;
        return new ValueRedactor(patterns).Text(text, ref count);
    }
}
