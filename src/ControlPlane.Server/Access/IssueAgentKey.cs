using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Access;

/// <param name="AgentId">Null makes a key that may write for any agent.</param>
/// <param name="Scopes">Null means <c>ingest</c> and <c>run</c>.</param>
internal sealed record NewAgentKey(
    Guid? AgentId,
    string? Name,
    IReadOnlyList<string>? Scopes,
    DateTimeOffset? ExpiresAt
);

/// <summary>Gives out a key for an agent. Needs a manager.</summary>
[Audits(AccessAudit.KeyIssued)]
internal sealed class IssueAgentKey(IDbContextFactory<ControlPlaneDb> databases, AuditTrail audit, TimeProvider time)
{
    public async Task<Outcome<IssuedToken>> HandleAsync(
        NewAgentKey request,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    )
    {
        if (caller.Lacks(Role.Manager) is { } refusal)
        {
            return refusal;
        }

        var now = time.GetUtcNow();
        var scopes = request.Scopes ?? [Scopes.Ingest, Scopes.Run];
        var errors = MintToken.Check(request.Name, request.ExpiresAt, now);
        if (scopes.Count == 0 || scopes.Except(Scopes.All, StringComparer.Ordinal).Any())
        {
            errors["scopes"] = [$"Must be one or more of {string.Join(", ", Scopes.All)}."];
        }

        if (errors.Count > 0)
        {
            return Refusal.Fields(errors);
        }

        var (text, hash) = MintToken.Draw(TokenKind.Agent);
        var key = new AccessToken
        {
            Id = Guid.CreateVersion7(now),
            Kind = TokenKind.Agent,
            Name = request.Name!.Trim(),
            Prefix = text.Prefix,
            Hash = hash,
            AgentId = request.AgentId,
            Scopes = [.. Scopes.All.Where(scopes.Contains)],
            CreatedAt = now,
            CreatedBy = caller.PersonId(),
            ExpiresAt = request.ExpiresAt?.ToUniversalTime(),
        };
        await using var database = await databases.CreateDbContextAsync(cancellation);
        database.Add(key);
        audit.Add(
            database,
            new(caller.Actor(), AccessAudit.KeyIssued, AccessAudit.Subject(key), After: AccessAudit.State(key))
        );
        await database.SaveChangesAsync(cancellation);
        return MintToken.Show(key, text, caller, now);
    }
}
