using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ControlPlane.Server.Runs.Api;

internal static class RunJsonOptions
{
    /// <summary>How reports are kept: camelCase, without what was not said, and readable.</summary>
    public static JsonSerializerOptions Stored { get; } =
        new(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
}
