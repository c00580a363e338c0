using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ControlPlane.Server.Access;

/// <summary>
/// Answers whoever may not: programs with problem details, strangers in a browser with the sign-in page. A page that a
/// person's role does not open is answered in place, with 403 and a reason; it stays closed, because the router asks
/// for the same policy once more.
/// </summary>
internal sealed class AccessRefusals : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        if (authorizeResult.Succeeded)
        {
            return next(context);
        }

        var inBrowser = !Programs.AnswersProgram(context.Request);
        if (inBrowser && authorizeResult.Challenged)
        {
            context.Response.Redirect(SignInAddress(context.Request));
            return Task.CompletedTask;
        }

        if (inBrowser && context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return next(context);
        }

        return Problem(context, authorizeResult.Challenged).ExecuteAsync(context);
    }

    /// <summary>Where a browser signs in and then comes back to the page it asked for.</summary>
    public static string SignInAddress(HttpRequest request) =>
        $"/sign-in?returnUrl={Uri.EscapeDataString(request.PathBase + request.Path + request.QueryString)}";

    private static ProblemHttpResult Problem(HttpContext context, bool challenged)
    {
        if (!challenged)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status403Forbidden, detail: Needed(context));
        }

        context.Response.Headers.WWWAuthenticate = VerifyToken.Scheme;
        return TypedResults.Problem(
            statusCode: StatusCodes.Status401Unauthorized,
            detail: Programs.HasToken(context.Request)
                ? "The token is unknown, expired or revoked."
                : "Send a token: Authorization: Bearer <token>. A browser's session is not enough to change anything here."
        );
    }

    private static string Needed(HttpContext context)
    {
        var policy = context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>()?.Policy;
        return policy switch
        {
            Policies.Ingest or Policies.Run =>
                $"This needs an agent key with the scope {policy}, or the role operator.",
            _ => $"This needs the role {policy ?? Policies.Viewer}.",
        };
    }
}
