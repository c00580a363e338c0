using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ControlPlane.Domain.Platform;

namespace ControlPlane.Server.Runs.Api;

/// <summary>
/// Reads JSON that agents pass on from models and tools: half surrogate pairs, as where a client cut a text inside an
/// emoji, and equal keys are put right instead of failing the request, or failing much later.
/// </summary>
internal static class TolerantJson
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.Converters.Add(new Texts());
        options.Converters.Add(new Nodes());
        options.Converters.Add(new Objects());
    }

    private static JsonNode? Read(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return JsonText.Copy(document.RootElement);
    }

    // NUL stays: the checks of each request refuse it by the name of its field.
    private sealed class Texts : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                throw new JsonException("Not a text.");
            }

            try
            {
                return reader.GetString();
            }
            catch (InvalidOperationException)
            {
                using var document = JsonDocument.ParseValue(ref reader);
                return JsonText.Copy(document.RootElement)!.GetValue<string>();
            }
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value);
    }

    private sealed class Nodes : JsonConverter<JsonNode>
    {
        public override JsonNode? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TolerantJson.Read(ref reader);

        public override void Write(Utf8JsonWriter writer, JsonNode value, JsonSerializerOptions options) =>
            value.WriteTo(writer, options);
    }

    private sealed class Objects : JsonConverter<JsonObject>
    {
        public override JsonObject Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TolerantJson.Read(ref reader) as JsonObject ?? throw new JsonException("Not an object.");

        public override void Write(Utf8JsonWriter writer, JsonObject value, JsonSerializerOptions options) =>
            value.WriteTo(writer, options);
    }
}
