using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Access;

/// <summary>Gives callers a token of their own, which can do what they can do.</summary>
[Audits(AccessAudit.TokenIssued)]
internal sealed class IssuePersonalToken(
    IDbContextFactory<ControlPlaneDb> databases,
    AuditTrail audit,
    TimeProvider time
)
{
    public async Task<Outcome<IssuedToken>> HandleAsync(
        string? name,
        DateTimeOffset? expiresAt,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    )
    {
        if (caller.PersonId() is not { } person)
        {
            return Refusal.Forbidden("Only a person has personal tokens.");
        }

        var now = time.GetUtcNow();
        var errors = MintToken.Check(name, expiresAt, now);
        if (errors.Count > 0)
        {
            return Refusal.Fields(errors);
        }

        var (text, hash) = MintToken.Draw(TokenKind.Person);
        var token = new AccessToken
        {
            Id = Guid.CreateVersion7(now),
            Kind = TokenKind.Person,
            Name = name!.Trim(),
            Prefix = text.Prefix,
            Hash = hash,
            PersonId = person,
            Scopes = [],
            CreatedAt = now,
            CreatedBy = person,
            ExpiresAt = expiresAt?.ToUniversalTime(),
        };
        await using var database = await databases.CreateDbContextAsync(cancellation);
        database.Add(token);
        audit.Add(
            database,
            new(caller.Actor(), AccessAudit.TokenIssued, AccessAudit.Subject(token), After: AccessAudit.State(token))
        );
        await database.SaveChangesAsync(cancellation);
        return MintToken.Show(token, text, caller, now);
    }
}
