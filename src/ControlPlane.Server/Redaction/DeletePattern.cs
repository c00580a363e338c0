using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Redaction;

/// <summary>Takes a pattern away. What it redacted stays redacted. Needs an administrator.</summary>
[Audits(RedactionAudit.Deleted)]
internal sealed class DeletePattern(
    IDbContextFactory<ControlPlaneDb> databases,
    CurrentRedaction current,
    AuditTrail audit
)
{
    public async Task<Outcome<bool>> HandleAsync(Guid id, ClaimsPrincipal caller, CancellationToken cancellation)
    {
        if (caller.Lacks(Role.Admin) is { } refusal)
        {
            return refusal;
        }

        await using var database = await databases.CreateDbContextAsync(cancellation);
        var pattern = await database.FindAsync<StoredPattern>([id], cancellation);
        if (pattern is null)
        {
            return Refusal.Missing("There is no such pattern.");
        }

        database.Remove(pattern);
        audit.Add(
            database,
            RedactionAudit.Fact(RedactionAudit.Deleted, caller, pattern, RedactionAudit.State(pattern))
        );
        await database.SaveAndAnnounceAsync(RedactionTopics.Patterns, cancellation);
        await current.ReloadAsync(CancellationToken.None);
        return true;
    }
}
