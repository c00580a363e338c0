using System.IO.Compression;
using System.Text.Json.Nodes;

namespace ControlPlane.Server.Runs.Recording;

/// <summary>Long content is stored as compressed JSON, apart from the narrow row, and unpacked only when opened.</summary>
internal static class StepDocument
{
    public static byte[] Pack(JsonNode document)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            using var writer = new System.Text.Json.Utf8JsonWriter(brotli);
            document.WriteTo(writer);
        }

        return packed.ToArray();
    }

    public static JsonNode? Unpack(byte[] packed)
    {
        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        return JsonNode.Parse(brotli);
    }
}
