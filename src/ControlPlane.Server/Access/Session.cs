using System.Security.Claims;
using ControlPlane.Domain.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace ControlPlane.Server.Access;

/// <summary>
/// Asks at every request whether the session of a cookie still goes on and what its person may do now. Identity's own
/// validator is not used: it signs out of two-factor schemes that this server does not have, and knows neither
/// sessions nor disabled people.
/// </summary>
internal sealed class Session(KnownSessions known, IOptions<IdentityOptions> identity, TimeProvider time)
{
    /// <summary>How often the cookie is written anew, and a page that stays open is looked at although nobody called.</summary>
    public static readonly TimeSpan Revalidation = TimeSpan.FromMinutes(1);

    /// <summary>How long a session lasts that nobody uses.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public static Task ValidateCookieAsync(CookieValidatePrincipalContext context) =>
        context.HttpContext.RequestServices.GetRequiredService<Session>().ValidateAsync(context);

    /// <summary>
    /// The caller as the database knows it now; null if the session has ended, the person is gone or disabled, or chose
    /// another password since.
    /// </summary>
    public async Task<ClaimsPrincipal?> FindAsync(ClaimsPrincipal caller, CancellationToken cancellation)
    {
        var stamp = identity.Value.ClaimsIdentity.SecurityStampClaimType;
        return
            caller.SessionId() is { } session
            && await known.FindAsync(session, cancellation) is { } person
            && person.Id == caller.PersonId()
            && person.SecurityStamp == caller.FindFirstValue(stamp)
            ? Present(caller, person, session)
            : null;
    }

    // What else is known of the caller, such as the address, stays.
    private ClaimsPrincipal Present(ClaimsPrincipal caller, Person person, Guid session)
    {
        var scheme = IdentityConstants.ApplicationScheme;
        var own = PersonClaims.Of(person, scheme, identity.Value.ClaimsIdentity.SecurityStampClaimType);
        own.AddClaim(new(Caller.SessionClaim, session.ToString()));
        return new([own, .. caller.Identities.Where(static other => other.AuthenticationType is null)]);
    }

    private async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (await FindAsync(context.Principal!, context.HttpContext.RequestAborted) is { } present)
        {
            context.ReplacePrincipal(present);
            context.ShouldRenew = time.GetUtcNow() - context.Properties.IssuedUtc >= Revalidation;
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
    }
}
