using System.Buffers.Text;
using System.Text.Json;

namespace ControlPlane.Server.Platform.Hosting.Http;

/// <summary>Where a list goes on. Clients hand it back unread, so that its content may change.</summary>
internal static class Cursor
{
    /// <summary>The sort key of the last item that was answered.</summary>
    public static string Encode(params string[] parts) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(parts));

    /// <summary>Null if it was not made here, or not for a key of this many parts.</summary>
    public static string[]? Decode(string cursor, int parts)
    {
        try
        {
            var decoded = JsonSerializer.Deserialize<string?[]>(Base64Url.DecodeFromChars(cursor)) ?? [];
            string[] known = [.. decoded.OfType<string>()];
            return known.Length == decoded.Length && known.Length == parts ? known : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }
}
