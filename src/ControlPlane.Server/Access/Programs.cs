namespace ControlPlane.Server.Access;

/// <summary>
/// Tells programs from browsers. Programs get problem details and never a redirect; what they change, they change with
/// a token, so that no other site can make a browser do it with its cookie.
/// </summary>
internal static class Programs
{
    private static readonly string[] Paths =
    [
        "/api",
        "/v1",
        "/mcp",
        "/hubs",
        "/health",
        "/metrics",
        "/openapi",
        "/_blazor",
        "/_framework",
    ];

    // The hubs are not in this list: they are opened by POST and check the origin themselves.
    private static readonly string[] TokenOnlyPaths = ["/api", "/v1", "/mcp"];

    public static bool AnswersProgram(HttpRequest request) =>
        !IsSafe(request.Method) || HasToken(request) || IsBelow(request.Path, Paths);

    public static bool TakesOnlyToken(HttpRequest request) => HasToken(request) || ChangesByToken(request);

    /// <summary>Whether it may change something and no cookie is looked at for it.</summary>
    public static bool ChangesByToken(HttpRequest request) =>
        !IsSafe(request.Method) && IsBelow(request.Path, TokenOnlyPaths);

    public static bool HasToken(HttpRequest request) => request.Headers.Authorization.Count > 0;

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static bool IsBelow(PathString path, string[] roots) =>
        Array.Exists(roots, root => path.StartsWithSegments(root, StringComparison.OrdinalIgnoreCase));
}
