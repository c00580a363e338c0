using ControlPlane.Domain.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Hosting;
using ControlPlane.Server.Platform.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Access;

/// <summary>Applies the configured password when it is new, and leaves alone what a person chose since.</summary>
[Audits(AccessAudit.PasswordApplied)]
internal sealed class BootstrapPassword(
    ControlPlaneDb database,
    UserManager<Person> people,
    IPasswordHasher<Person> hasher,
    AuditTrail audit
)
{
    private static readonly Person Nobody = new() { DisplayName = "" };

    public async Task ApplyAsync(Person admin, string password, CancellationToken cancellation)
    {
        var applied = await database.Set<AppliedSetting>().FindAsync([BootstrapOptions.PasswordSetting], cancellation);
        if (
            applied is not null
            && hasher.VerifyHashedPassword(Nobody, applied.Hash, password) != PasswordVerificationResult.Failed
        )
        {
            return;
        }

        audit.Add(
            database,
            new(
                AuditActor.Setting(BootstrapOptions.PasswordSetting),
                AccessAudit.PasswordApplied,
                AccessAudit.Subject(admin),
                new { admin.Role, admin.MustChangePassword },
                new { Role = Role.Admin, MustChangePassword = false }
            )
        );
        admin.PasswordHash = hasher.HashPassword(admin, password);
        admin.Role = Role.Admin;
        admin.MustChangePassword = false;
        admin.AccessFailedCount = 0;
        admin.LockoutEnd = null;
        Demand(await people.UpdateSecurityStampAsync(admin));
        await RememberAsync(password, cancellation);
    }

    public async Task RememberAsync(string password, CancellationToken cancellation)
    {
        var applied = await database.Set<AppliedSetting>().FindAsync([BootstrapOptions.PasswordSetting], cancellation);
        if (applied is null)
        {
            applied = new() { Name = BootstrapOptions.PasswordSetting, Hash = "" };
            database.Add(applied);
        }

        applied.Hash = hasher.HashPassword(Nobody, password);
        await database.SaveChangesAsync(cancellation);
    }

    public static void Demand(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new StartException(
                "The administrator of the settings Bootstrap:* cannot be stored: "
                    + string.Join(' ', result.Errors.Select(static error => error.Description))
            );
        }
    }
}
