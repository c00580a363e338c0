using ControlPlane.Domain.Access;
using ControlPlane.Server.Access.Pages;
using ControlPlane.Server.Platform.Hosting.Http;

namespace ControlPlane.Server.Access;

/// <summary>Where an invitation and a reset link lead. Works without script, for somebody who cannot sign in yet.</summary>
internal static class WelcomeEndpoints
{
    public static void MapWelcome(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(PersonLink.Path, ShowAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost(PersonLink.Path, PostAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context,
        string? code,
        ChooseFirstPassword choose,
        CancellationToken cancellation
    ) => Page(context, code, await choose.FindAsync(code, cancellation), null);

    private static async Task<IResult> PostAsync(
        HttpContext context,
        ChooseFirstPassword choose,
        CancellationToken cancellation
    )
    {
        var form = await FormPost.ReadAsync(context);
        var code = form?["code"].ToString();
        var chosen = form is null
            ? Refusal.Field("chosen", FormPost.TooOld)
            : await choose.HandleAsync(
                code,
                form["chosen"].ToString(),
                form["repeated"].ToString(),
                context.User,
                cancellation
            );
        return chosen.Done
            ? TypedResults.LocalRedirect($"/sign-in?email={Uri.EscapeDataString(chosen.Value.Email)}&welcome=true")
            : Page(context, code, await choose.FindAsync(code, cancellation), chosen.Refusal);
    }

    private static IResult Page(HttpContext context, string? code, OpenLink? link, Refusal? refusal)
    {
        context.Response.Headers.CacheControl = "no-store";
        return new Microsoft.AspNetCore.Http.HttpResults.RazorComponentResult<WelcomePage>(
            new Dictionary<string, object?>
            {
                [nameof(WelcomePage.Theme)] = AccessDocument.ThemeOf(context.Request.Cookies["theme"]),
                [nameof(WelcomePage.Code)] = code,
                [nameof(WelcomePage.Email)] = link?.Email,
                [nameof(WelcomePage.Name)] = link?.DisplayName,
                [nameof(WelcomePage.Invited)] = link?.Purpose == PersonLink.Invitation,
                [nameof(WelcomePage.Errors)] = refusal?.Errors?.ToDictionary(
                    static error => error.Key,
                    static error => string.Join(' ', error.Value),
                    StringComparer.Ordinal
                ),
            }
        )
        {
            StatusCode = link is null ? StatusCodes.Status404NotFound : refusal?.Status ?? StatusCodes.Status200OK,
        };
    }
}
