using System.Text.Json.Nodes;
using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Redaction;

namespace ControlPlane.Server.Runs;

/// <summary>Takes secrets out of JSON that came through the API, by the same rules as telemetry (T10).</summary>
internal static class ReportRedaction
{
    public static (JsonNode? Value, int Count) Of(JsonNode? value)
    {
        if (value is null)
        {
            return (null, 0);
        }

        var count = 0;
        var bag = AttributeBag.FromJson(new JsonObject { ["value"] = value.DeepClone() });
        var redacted = ValueRedactor.Redact(bag, ref count);
        var json = redacted.ToJson();
        var result = json["value"];
        json.Remove("value");
        return (result, count);
    }
}
