using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Fixtures;

/// <summary>
/// Telemetry of real, unmodified agent clients with what really happened. It is found in <c>shared/fixtures</c> beside
/// the repository or above it, or in the folder that CONTROLPLANE_FIXTURES names.
/// </summary>
public static class CaptureManifest
{
    private const string Variable = "CONTROLPLANE_FIXTURES";

    private static readonly Lazy<IReadOnlyList<Capture>> Captures = new(ReadAll);

    public static IReadOnlyList<Capture> Load() => Captures.Value;

    public static Capture ById(string id) => Load().Single(capture => capture.Id == id);

    private static List<Capture> ReadAll()
    {
        var folder = FindFolder();
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json")))!;
        return [.. manifest["fixtures"]!.AsArray().Select(entry => Capture.Read(folder, entry!.AsObject()))];
    }

    private static string FindFolder()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return named;
        }

        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, "shared", "fixtures");
            if (File.Exists(Path.Combine(folder, "manifest.json")))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException(
            "The captures of real clients were not found. Expected: a folder shared/fixtures with manifest.json beside "
                + $"the repository (or beside any folder above {AppContext.BaseDirectory}), or its path in {Variable}."
        );
    }
}

/// <summary>One run of one client as it was captured on the wire.</summary>
/// <param name="Expected">The truth, from the log of the model server, never from the spans.</param>
/// <param name="Matches">Names of the facts that the spans can carry, by a reference reading.</param>
public sealed record Capture(
    string Id,
    string Library,
    string Scenario,
    string? Variant,
    IReadOnlyList<CaptureFile> Files,
    string SessionId,
    string UserId,
    bool AgentOutcomeOk,
    string? AgentResult,
    JsonObject Expected,
    IReadOnlyList<string> Matches
)
{
    public bool HasTraffic => Files.Count > 0;

    public override string ToString() => Id;

    internal static Capture Read(string folder, JsonObject entry) =>
        new(
            (string)entry["id"]!,
            (string)entry["library"]!,
            (string)entry["scenario"]!,
            (string?)entry["variant"],
            [.. entry["files"]!.AsArray().Select(file => CaptureFile.Read(folder, file!.AsObject()))],
            (string)entry["session_id"]!,
            (string)entry["user_id"]!,
            (bool)entry["agent_outcome"]!["ok"]!,
            entry["agent_outcome"]!["result"] is { } result && result.GetValueKind() == JsonValueKind.String
                ? (string?)result
                : null,
            entry["expected"]!.AsObject(),
            [.. entry["reference_normaliser"]!["matches"]!.AsArray().Select(fact => (string)fact!)]
        );
}

/// <summary>One request body.</summary>
/// <param name="Signal"><c>traces</c> or <c>logs</c>.</param>
/// <param name="ContentType">As it was sent; captures of gRPC hold the bare message, without its five-byte frame.</param>
/// <param name="Bytes">As it was sent, compressed where <paramref name="ContentEncoding"/> says so.</param>
public sealed record CaptureFile(
    string Path,
    string Signal,
    string ContentType,
    string ContentEncoding,
    ReadOnlyMemory<byte> Bytes
)
{
    public bool IsJson => ContentType.Contains("json", StringComparison.Ordinal);

    public bool IsGzip => ContentEncoding == "gzip";

    /// <summary>Content type under which the body can be posted over HTTP.</summary>
    public string HttpContentType => IsJson ? ContentType : "application/x-protobuf";

    public byte[] Decompressed()
    {
        if (!IsGzip)
        {
            return Bytes.ToArray();
        }

        using var source = new GZipStream(new MemoryStream(Bytes.ToArray()), CompressionMode.Decompress);
        using var target = new MemoryStream();
        source.CopyTo(target);
        return target.ToArray();
    }

    internal static CaptureFile Read(string folder, JsonObject file)
    {
        var path = System.IO.Path.Combine(folder, (string)file["file"]!);
        return new CaptureFile(
            path,
            (string)file["signal"]!,
            (string)file["content_type"]!,
            (string?)file["content_encoding"] ?? "identity",
            File.ReadAllBytes(path)
        );
    }
}
