using System.Security.Claims;
using ControlPlane.Server.Platform.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ControlPlane.Server.Access;

/// <summary>
/// Asks every minute whether the person of a cookie, or of a page that stays open, may still be here. Identity's own
/// validator is not used: it signs out of two-factor schemes that this server does not have, and knows no disabled
/// people.
/// </summary>
internal sealed class Session(
    IDbContextFactory<ControlPlaneDb> databases,
    IUserClaimsPrincipalFactory<Person> claims,
    IOptions<IdentityOptions> identity,
    TimeProvider time
)
{
    /// <summary>How long a session may go on after its person was disabled or got another role.</summary>
    public static readonly TimeSpan Revalidation = TimeSpan.FromMinutes(1);

    public static Task ValidateCookieAsync(CookieValidatePrincipalContext context) =>
        context.HttpContext.RequestServices.GetRequiredService<Session>().ValidateAsync(context);

    /// <summary>Null if the person is gone or disabled, or chose another password since.</summary>
    public async Task<Person?> FindAsync(ClaimsPrincipal caller, CancellationToken cancellation)
    {
        if (caller.PersonId() is not { } id)
        {
            return null;
        }

        await using var database = await databases.CreateDbContextAsync(cancellation);
        var person = await database
            .Set<Person>()
            .AsNoTracking()
            .SingleOrDefaultAsync(person => person.Id == id && !person.Disabled, cancellation);
        var stamp = caller.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType);
        return person?.SecurityStamp == stamp ? person : null;
    }

    private async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (time.GetUtcNow() - context.Properties.IssuedUtc < Revalidation)
        {
            return;
        }

        if (await FindAsync(context.Principal!, context.HttpContext.RequestAborted) is { } person)
        {
            // With what it may do now, which may be less than when it signed in.
            context.ReplacePrincipal(await claims.CreateAsync(person));
            context.ShouldRenew = true;
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
    }
}
