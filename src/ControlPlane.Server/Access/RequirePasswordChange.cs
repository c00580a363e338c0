using Microsoft.AspNetCore.Authorization;

namespace ControlPlane.Server.Access;

/// <summary>Marks what somebody may use whose password was chosen by another person.</summary>
internal sealed class BeforePasswordChange;

/// <summary>Sends everybody who must change their password to that form, whatever they ask for.</summary>
internal static class RequirePasswordChange
{
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.User.MustChangePassword() || IsAllowed(context.GetEndpoint()))
        {
            return next(context);
        }

        if (Programs.AnswersProgram(context.Request))
        {
            const string detail = $"Change your password first, at {PasswordEndpoints.Path}.";
            return TypedResults
                .Problem(statusCode: StatusCodes.Status403Forbidden, detail: detail)
                .ExecuteAsync(context);
        }

        var asked = Uri.EscapeDataString(context.Request.Path + context.Request.QueryString);
        context.Response.Redirect($"{PasswordEndpoints.Path}?returnUrl={asked}");
        return Task.CompletedTask;
    }

    private static bool IsAllowed(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<IAllowAnonymous>() is not null
        || endpoint?.Metadata.GetMetadata<BeforePasswordChange>() is not null;
}
