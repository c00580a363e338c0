namespace ControlPlane.Server.Platform.Hosting;

/// <summary>
/// One line a request: method, path without its query, status, time taken, who. Files, health checks and live
/// connections are left out; accepted telemetry is logged at debug level, because there is much of it.
/// </summary>
internal sealed class RequestLog(RequestDelegate next, TimeProvider time, ILogger<RequestLog> log)
{
    private static readonly PathString[] Quiet = ["/health", "/_blazor", "/_framework", "/_content", "/hubs"];

    public async Task InvokeAsync(HttpContext context)
    {
        // Both are taken before routing and error handling change them; encoded, so that no line break gets in.
        var path = context.Request.Path;
        var method = context.Request.Method;
        var start = time.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            if (!IsQuiet(path))
            {
                log.Log(
                    LevelOf(context.Response.StatusCode, method, path),
                    "{Method} {Path} answered {Status} in {Milliseconds:0.0} ms for {User}",
                    method,
                    path.ToUriComponent(),
                    context.Response.StatusCode,
                    time.GetElapsedTime(start).TotalMilliseconds,
                    context.User.Identity?.Name ?? "nobody"
                );
            }
        }
    }

    private static bool IsQuiet(PathString path) =>
        Array.Exists(Quiet, path.StartsWithSegments) || (Path.HasExtension(path) && !Problems.IsApi(path));

    private static LogLevel LevelOf(int status, string method, PathString path) =>
        status switch
        {
            >= 500 => LogLevel.Warning,
            < 400 when IsReport(method, path) => LogLevel.Debug,
            _ => LogLevel.Information,
        };

    private static bool IsReport(string method, PathString path) =>
        path.StartsWithSegments("/v1")
        || path.StartsWithSegments("/api/public")
        || (HttpMethods.IsPost(method) && path.StartsWithSegments("/api/v1/runs"));
}

internal static class RequestLogFeature
{
    public static void UseRequestLog(this WebApplication app) => app.UseMiddleware<RequestLog>();
}
