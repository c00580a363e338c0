using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace ControlPlane.Server.Platform.Hosting;

/// <summary>
/// Answers failures of the API as RFC 9457 problem details, whatever the caller accepts, and those of pages as a short
/// text. The cause is logged, never answered.
/// </summary>
internal static class Problems
{
    private const string RetryAfterSeconds = "5";

    public static void AddProblems(this WebApplicationBuilder builder)
    {
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<FailureHandler>();
    }

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(static _ => { });
        app.UseWhen(
            static context => IsApi(context.Request.Path),
            static api =>
                api.UseStatusCodePages(static context =>
                    WriteAsync(context.HttpContext, context.HttpContext.Response.StatusCode)
                )
        );
    }

    /// <summary>Whether programs, not people, call this path.</summary>
    public static bool IsApi(PathString path) =>
        path.StartsWithSegments("/api") || path.StartsWithSegments("/v1") || path.StartsWithSegments("/mcp");

    public static Task WriteAsync(HttpContext context, int status) =>
        TypedResults.Problem(statusCode: status).ExecuteAsync(context);

    private static bool IsStoreUnreachable(Exception? failure) =>
        failure switch
        {
            null => false,
            PostgresException { IsTransient: true } => true,
            // Operator intervention: the server stops, has crashed or is not up yet.
            PostgresException { SqlState: ['5', '7', ..] } => true,
            PostgresException => false,
            NpgsqlException => true,
            _ => IsStoreUnreachable(failure.InnerException),
        };

    // PostgreSQL stores no NUL. Where it may come in as text, the field's own check says so; this is for the rest.
    private static bool IsUnstorableText(Exception? failure) =>
        failure switch
        {
            null => false,
            PostgresException { SqlState: "22021" or "22P05" } => true,
            _ => IsUnstorableText(failure.InnerException),
        };

    private static int StatusOf(Exception failure) =>
        failure switch
        {
            BadHttpRequestException bad => bad.StatusCode,
            _ when IsUnstorableText(failure) => StatusCodes.Status400BadRequest,
            _ when IsStoreUnreachable(failure) => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        };

    private sealed class FailureHandler(ILogger<FailureHandler> log) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(
            HttpContext httpContext,
            Exception exception,
            CancellationToken cancellationToken
        )
        {
            var status = StatusOf(exception);
            log.Log(
                status >= StatusCodes.Status500InternalServerError ? LogLevel.Error : LogLevel.Information,
                exception,
                "{Method} {Path} failed",
                httpContext.Request.Method,
                httpContext.Request.Path.ToUriComponent()
            );
            httpContext.Response.StatusCode = status;
            if (status == StatusCodes.Status503ServiceUnavailable)
            {
                httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
            }

            if (IsApi(httpContext.Request.Path))
            {
                await WriteAsync(httpContext, status);
            }
            else
            {
                httpContext.Response.ContentType = "text/plain; charset=utf-8";
                var trace = Activity.Current?.Id ?? httpContext.TraceIdentifier;
                await httpContext.Response.WriteAsync(
                    $"Something went wrong ({status}). The server's log has the details under {trace}.",
                    cancellationToken
                );
            }

            return true;
        }
    }
}
