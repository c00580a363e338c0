using System.Globalization;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Access.Pages;
using ControlPlane.Server.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace ControlPlane.Server.Access;

/// <summary>The sign-in form works without script, before there is a circuit.</summary>
internal static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sign-in", Show).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost("/sign-in", PostAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        routes.MapPost("/sign-out", SignOutAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }

    private static IResult Show(HttpContext context, string? returnUrl, string? email, bool? welcome) =>
        context.User.Identity?.IsAuthenticated == true
            ? TypedResults.LocalRedirect(ReturnUrl.Safe(returnUrl))
            : Page(context, returnUrl, email, null, StatusCodes.Status200OK, welcome == true);

    // The forgery token is checked by hand, so that a stale one shows the form again instead of an error.
    private static async Task<IResult> PostAsync(HttpContext context, SignIn signIn)
    {
        var form = await FormPost.ReadAsync(context);
        if (form is null)
        {
            return Page(context, null, null, FormPost.TooOld, StatusCodes.Status400BadRequest);
        }

        var email = form["email"].ToString();
        var returnUrl = form["returnUrl"].ToString();
        var result = await signIn.HandleAsync(
            email,
            form["password"].ToString(),
            context.User,
            context.Request.Headers.UserAgent
        );
        return result.Answer == SignInAnswer.Done
            ? TypedResults.LocalRedirect(ReturnUrl.Safe(returnUrl))
            : Page(context, returnUrl, email, Explain(result), StatusCodes.Status401Unauthorized);
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, SignOut signOut)
    {
        if (context.User.Identity?.IsAuthenticated == true)
        {
            if (await FormPost.ReadAsync(context) is null)
            {
                return TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, detail: FormPost.TooOld);
            }

            await signOut.HandleAsync(context.User);
        }

        return TypedResults.LocalRedirect("/sign-in");
    }

    private static RazorComponentResult<SignInPage> Page(
        HttpContext context,
        string? returnUrl,
        string? email,
        string? error,
        int status,
        bool welcome = false
    ) =>
        new(
            new Dictionary<string, object?>
            {
                [nameof(SignInPage.Theme)] = AccessDocument.ThemeOf(context.Request.Cookies["theme"]),
                [nameof(SignInPage.Destination)] = ReturnUrl.Safe(returnUrl),
                [nameof(SignInPage.Email)] = email,
                [nameof(SignInPage.Error)] = error,
                [nameof(SignInPage.Welcome)] = welcome,
            }
        )
        {
            StatusCode = status,
        };

    private static string Explain(SignInResult result) =>
        result.Answer switch
        {
            SignInAnswer.Locked => string.Create(
                CultureInfo.InvariantCulture,
                $"Too many wrong passwords. This account is locked for {Left(result.LockedFor)}."
            ),
            SignInAnswer.Disabled => "This account is disabled. An administrator can enable it.",
            _ => "E-mail address or password is wrong.",
        };

    private static string Left(TimeSpan left) =>
        left.TotalSeconds < 60
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Ceiling(left.TotalSeconds)):0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)left.TotalMinutes} m {left.Seconds:00} s");
}
