using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace ControlPlane.Server.Access;

/// <summary>What a cookie says of the person. Renewed with the security stamp, so a changed role arrives in a minute.</summary>
internal sealed class PersonClaims(IOptions<IdentityOptions> identity) : IUserClaimsPrincipalFactory<Person>
{
    public Task<ClaimsPrincipal> CreateAsync(Person user) =>
        Task.FromResult(new ClaimsPrincipal(Identity(user, IdentityConstants.ApplicationScheme)));

    private ClaimsIdentity Identity(Person person, string scheme)
    {
        var claims = Of(person.Id, person.DisplayName, person.Role, scheme);
        claims.AddClaim(new(identity.Value.ClaimsIdentity.SecurityStampClaimType, person.SecurityStamp!));
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
