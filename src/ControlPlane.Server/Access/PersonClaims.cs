using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace ControlPlane.Server.Access;

/// <summary>What is known of a caller who is a person.</summary>
internal sealed class PersonClaims(IOptions<IdentityOptions> identity) : IUserClaimsPrincipalFactory<Person>
{
    public Task<ClaimsPrincipal> CreateAsync(Person user) =>
        Task.FromResult(
            new ClaimsPrincipal(
                Of(user, IdentityConstants.ApplicationScheme, identity.Value.ClaimsIdentity.SecurityStampClaimType)
            )
        );

    public static ClaimsIdentity Of(Person person, string scheme, string stampClaim)
    {
        var claims = Of(person.Id, person.DisplayName, person.Role, scheme);
        claims.AddClaim(new(stampClaim, person.SecurityStamp!));
        if (person.MustChangePassword)
        {
            claims.AddClaim(new(Caller.MustChangePasswordClaim, "true"));
        }

        return claims;
    }

    public static ClaimsIdentity Of(Guid id, string name, Domain.Access.Role role, string scheme) =>
        new(
            [
                new(ClaimTypes.NameIdentifier, id.ToString()),
                new(ClaimTypes.Name, name),
                new(Caller.RoleClaim, role.ToString().ToLowerInvariant()),
            ],
            scheme,
            ClaimTypes.Name,
            Caller.RoleClaim
        );
}
