using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ControlPlane.Server.Platform.Hosting;

/// <summary>
/// <c>/health/live</c> says that the process answers, <c>/health/ready</c> whether it can do its work and why not. A
/// capability adds its own check with <c>services.AddHealthChecks().AddCheck&lt;T&gt;("name")</c>; the check's description
/// is public, so it says no secret.
/// </summary>
internal static class HealthFeature
{
    public static void AddHealth(this WebApplicationBuilder builder) => builder.Services.AddHealthChecks();

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new() { Predicate = static _ => false, ResponseWriter = WriteLiveAsync })
            .AllowAnonymous()
            .DisableHttpMetrics();
        app.MapHealthChecks("/health/ready", new() { ResponseWriter = WriteReadyAsync })
            .AllowAnonymous()
            .DisableHttpMetrics();
    }

    private static Task WriteLiveAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(new { status = "live" });

    private static Task WriteReadyAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(
            new
            {
                status = report.Status == HealthStatus.Unhealthy ? "not_ready" : "ready",
                checks = report.Entries.Select(static entry => new
                {
                    name = entry.Key,
                    status = Word(entry.Value.Status),
                    reason = ReasonOf(entry.Value),
                }),
            }
        );

    private static string Word(HealthStatus status) =>
        status switch
        {
            HealthStatus.Healthy => "ok",
            HealthStatus.Degraded => "degraded",
            _ => "failed",
        };

    // The framework makes the text of an unexpected exception its description; that text is for the log only.
    private static string? ReasonOf(HealthReportEntry entry) =>
        entry.Exception is null || entry.Description != entry.Exception.Message
            ? entry.Description
            : "The check failed unexpectedly; the server's log says why.";
}
