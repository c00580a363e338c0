using System.Security.Cryptography;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Access;

/// <summary>
/// Makes the first administrator and the keys that the configuration asks for. A value is applied once and again when
/// it changes; a setting that is taken away leaves what it made.
/// </summary>
[Audits(AccessAudit.PersonAdded)]
internal sealed class Bootstrap(
    ControlPlaneDb database,
    UserManager<Person> people,
    BootstrapTokens tokens,
    BootstrapPassword passwords,
    FirstStartNotice notice,
    AuditTrail audit,
    TimeProvider time
)
{
    private const string DefaultEmail = "admin@localhost";

    public async Task ApplyAsync(BootstrapOptions options, CancellationToken cancellation)
    {
        var admin = await AdminAsync(options, cancellation);
        if (admin is not null && options.AdminToken is { } token)
        {
            await tokens.ApplyAsync(BootstrapOptions.TokenSetting, token, admin.Id, cancellation);
        }

        if (options.IngestKey is { } key)
        {
            await tokens.ApplyAsync(BootstrapOptions.IngestKeySetting, key, personId: null, cancellation);
        }
    }

    private async Task<Person?> AdminAsync(BootstrapOptions options, CancellationToken cancellation)
    {
        if (!options.NamesAdmin && await database.Set<Person>().AnyAsync(cancellation))
        {
            return null;
        }

        var email = options.AdminEmail ?? DefaultEmail;
        var admin = await people.FindByEmailAsync(email);
        if (admin is null)
        {
            return await CreateAsync(email, options.AdminPassword, cancellation);
        }

        if (options.AdminPassword is { } password)
        {
            await passwords.ApplyAsync(admin, password, cancellation);
        }

        return admin;
    }

    private async Task<Person> CreateAsync(string email, string? configured, CancellationToken cancellation)
    {
        var password = configured ?? Passwords.From(RandomNumberGenerator.GetBytes(Passwords.RandomBytes));
        var admin = AddPerson.Make(email, "Administrator", Role.Admin, configured is null, time.GetUtcNow());
        audit.Add(
            database,
            AddPerson.Added(admin, AuditActor.Setting(configured is null ? "First start" : "Bootstrap:*"))
        );
        BootstrapPassword.Demand(await people.CreateAsync(admin, password));
        if (configured is null)
        {
            notice.Show(email, password);
        }
        else
        {
            await passwords.RememberAsync(configured, cancellation);
        }

        return admin;
    }
}
