using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Server.Tests.Platform;

internal static class TestServerCalls
{
    /// <summary>Posts JSON with the ingest key and returns the answer, which must be a success.</summary>
    public static async Task<JsonNode> PostAsync(this TestServer server, string path, object body)
    {
        using var http = server.As(TestServer.IngestKey);
        using var response = await http.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path} answered {(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }

    public static async Task<JsonNode> GetAsync(this TestServer server, string path)
    {
        using var http = server.As(TestServer.AdminToken);
        using var response = await http.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path} answered {(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }
}
