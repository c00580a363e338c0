using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Access;

/// <summary>Ends a key or a token at once and for good. Doing it twice is no error.</summary>
[Audits(AccessAudit.KeyRevoked, AccessAudit.TokenRevoked)]
internal sealed class RevokeToken(
    IDbContextFactory<ControlPlaneDb> databases,
    VerifyToken verify,
    AuditTrail audit,
    TimeProvider time
)
{
    /// <summary>Any agent key. Needs a manager.</summary>
    public async Task<Outcome<bool>> AgentKeyAsync(
        Guid keyId,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    ) =>
        caller.Lacks(Role.Manager) is { } refusal
            ? refusal
            : await EndAsync(
                keyId,
                caller,
                tokens => tokens.Where(static token => token.Kind == TokenKind.Agent),
                cancellation
            );

    /// <summary>A key that is bound to this agent. Needs a manager.</summary>
    public async Task<Outcome<bool>> AgentKeyAsync(
        Guid agentId,
        Guid keyId,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    ) =>
        caller.Lacks(Role.Manager) is { } refusal
            ? refusal
            : await EndAsync(keyId, caller, tokens => tokens.Where(token => token.AgentId == agentId), cancellation);

    /// <summary>A token of the caller's own.</summary>
    public async Task<Outcome<bool>> OwnAsync(Guid tokenId, ClaimsPrincipal caller, CancellationToken cancellation) =>
        caller.PersonId() is not { } person
            ? Refusal.Forbidden("Only a person has personal tokens.")
            : await EndAsync(tokenId, caller, tokens => tokens.Where(token => token.PersonId == person), cancellation);

    private async Task<Outcome<bool>> EndAsync(
        Guid tokenId,
        ClaimsPrincipal caller,
        Func<IQueryable<AccessToken>, IQueryable<AccessToken>> within,
        CancellationToken cancellation
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var token = await within(database.Set<AccessToken>())
            .SingleOrDefaultAsync(token => token.Id == tokenId, cancellation);
        if (token is null)
        {
            return Refusal.Missing("There is no such key.");
        }

        if (token.RevokedAt is null)
        {
            var before = AccessAudit.State(token);
            token.RevokedAt = time.GetUtcNow();
            var action = token.Kind == TokenKind.Agent ? AccessAudit.KeyRevoked : AccessAudit.TokenRevoked;
            audit.Add(
                database,
                new(caller.Actor(), action, AccessAudit.Subject(token), before, AccessAudit.State(token))
            );
            await database.SaveChangesAsync(cancellation);
        }

        verify.Forget(tokenId);
        return true;
    }
}
