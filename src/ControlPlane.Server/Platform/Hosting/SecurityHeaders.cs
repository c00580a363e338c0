namespace ControlPlane.Server.Platform.Hosting;

/// <summary>
/// Headers that every answer carries. Scripts come from this server's files only: no inline script, no other origin.
/// Inline styles are allowed because component libraries position their popups with them.
/// </summary>
internal static class SecurityHeaders
{
    public const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'";

    public static void UseSecurityHeaders(this WebApplication app) =>
        app.Use(
            static (context, next) =>
            {
                context.Response.OnStarting(
                    static state =>
                    {
                        var (request, response) = (((HttpContext)state).Request, ((HttpContext)state).Response);
                        Set(response.Headers);
                        if (Problems.IsApi(request.Path) && response.Headers.CacheControl.Count == 0)
                        {
                            response.Headers.CacheControl = "no-store"; // what one person may read, the next may not
                        }

                        return Task.CompletedTask;
                    },
                    context
                );
                return next(context);
            }
        );

    // At the start of the response, because the exception handler clears what was set before.
    private static void Set(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
