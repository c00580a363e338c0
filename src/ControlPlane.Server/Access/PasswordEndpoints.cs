using ControlPlane.Domain.Access;
using ControlPlane.Server.Access.Pages;
using ControlPlane.Server.Platform.Hosting.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ControlPlane.Server.Access;

/// <summary>The form for a new password: the only page for those who must change theirs.</summary>
internal static class PasswordEndpoints
{
    public const string Path = "/account/password";

    public static void MapPassword(this IEndpointRouteBuilder routes)
    {
        var group = routes
            .MapGroup(Path)
            .RequireAuthorization(Policies.Viewer)
            .WithMetadata(new BeforePasswordChange())
            .ExcludeFromDescription();
        group.MapGet("", Show);
        group.MapPost("", PostAsync).DisableAntiforgery();
    }

    private static RazorComponentResult<PasswordPage> Show(HttpContext context, string? returnUrl) =>
        Page(context, returnUrl, null);

    private static async Task<IResult> PostAsync(HttpContext context, ChangePassword change)
    {
        var form = await FormPost.ReadAsync(context);
        if (form is null)
        {
            return Page(context, null, Refusal.Field("chosen", FormPost.TooOld));
        }

        var returnUrl = form["returnUrl"].ToString();
        var changed = await change.HandleAsync(
            form["current"].ToString(),
            form["chosen"].ToString(),
            form["repeated"].ToString(),
            context.User
        );
        return changed.Done
            ? TypedResults.LocalRedirect(ReturnUrl.Safe(returnUrl))
            : Page(context, returnUrl, changed.Refusal);
    }

    private static RazorComponentResult<PasswordPage> Page(HttpContext context, string? returnUrl, Refusal? refusal) =>
        new(
            new Dictionary<string, object?>
            {
                [nameof(PasswordPage.Theme)] = AccessDocument.ThemeOf(context.Request.Cookies["theme"]),
                [nameof(PasswordPage.Destination)] = ReturnUrl.Safe(returnUrl),
                [nameof(PasswordPage.Name)] = context.User.Identity?.Name,
                [nameof(PasswordPage.Forced)] = context.User.MustChangePassword(),
                [nameof(PasswordPage.Errors)] = refusal?.Errors?.ToDictionary(
                    static error => error.Key,
                    static error => string.Join(' ', error.Value),
                    StringComparer.Ordinal
                ),
            }
        )
        {
            StatusCode = refusal?.Status ?? StatusCodes.Status200OK,
        };
}
