using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ControlPlane.Server.Platform.Hosting;

/// <summary>
/// The port for telemetry serves nothing but telemetry and health, so that opening it to a network of agents does not
/// open the screens and the API to it.
/// </summary>
internal static class OtlpPort
{
    private static readonly PathString[] Served = ["/v1", "/api/public/otel", "/health"];

    public static void MarkAsOtlpPort(this ListenOptions listen) =>
        listen.Use(next =>
            connection =>
            {
                connection.Features.Set(Mark.Instance);
                return next(connection);
            }
        );

    public static void UseOtlpPortLimits(this WebApplication app) =>
        app.Use(
            (context, next) =>
                context.Features.Get<Mark>() is null || Array.Exists(Served, context.Request.Path.StartsWithSegments)
                    ? next(context)
                    : Problems.WriteAsync(context, StatusCodes.Status404NotFound)
        );

    private sealed class Mark
    {
        public static readonly Mark Instance = new();
    }
}
