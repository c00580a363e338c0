using ControlPlane.Domain.Access;
using Microsoft.AspNetCore.Identity;

namespace ControlPlane.Server.Access;

/// <summary>Somebody who signs in. The e-mail address is also the user name.</summary>
internal sealed class Person : IdentityUser<Guid>
{
    public required string DisplayName { get; set; }

    public Role Role { get; set; }

    /// <summary>Whoever knows the password also told it: nothing else can be done before it is changed.</summary>
    public bool MustChangePassword { get; set; }

    /// <summary>Cannot sign in, and no token works. Whoever sets it renews the security stamp too.</summary>
    public bool Disabled { get; set; }

    /// <summary>Has never chosen a password: the invitation is still open or ran out.</summary>
    public bool IsInvited => PasswordHash is null && LastSignInAt is null;

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastSignInAt { get; set; }
}
