using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Access;

/// <summary>
/// Gives out a successor with the same agent, name and scopes. The old key works until the overlap is over, so that no
/// agent stands still while the new one is brought to it (S1). Needs a manager.
/// </summary>
[Audits(AccessAudit.KeyRotated)]
internal sealed class RotateAgentKey(
    IDbContextFactory<ControlPlaneDb> databases,
    VerifyToken verify,
    AuditTrail audit,
    TimeProvider time
)
{
    public const int DefaultOverlapMinutes = 24 * 60;
    public const int MaximumOverlapMinutes = 30 * 24 * 60;

    public async Task<Outcome<IssuedToken>> HandleAsync(
        Guid? agentId,
        Guid keyId,
        int? overlapMinutes,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    )
    {
        if (caller.Lacks(Role.Manager) is { } refusal)
        {
            return refusal;
        }

        var overlap = overlapMinutes ?? DefaultOverlapMinutes;
        if (overlap is < 0 or > MaximumOverlapMinutes)
        {
            return Refusal.Field("overlapMinutes", $"Must be a number from 0 to {MaximumOverlapMinutes}.");
        }

        await using var database = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        var old = await FindForUpdateAsync(database, agentId, keyId, cancellation);
        var now = time.GetUtcNow();
        if (old is null)
        {
            return Refusal.Missing("This agent has no such key.");
        }

        if (CannotRotate(old, now) is { } reason)
        {
            return Refusal.Conflict(reason);
        }

        var (text, hash) = MintToken.Draw(TokenKind.Agent);
        var successor = Successor(old, text, hash, caller, now);
        database.Add(successor);
        var before = AccessAudit.State(old);
        old.ReplacedBy = successor.Id;
        old.ExpiresAt = old.Life.EndAfter(TimeSpan.FromMinutes(overlap), now);
        audit.Add(
            database,
            new(caller.Actor(), AccessAudit.KeyRotated, AccessAudit.Subject(old), before, AccessAudit.State(old))
        );
        await database.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        verify.Forget(keyId);
        return MintToken.Show(successor, text, caller, now);
    }

    // The row is locked: of two rotations at once, the second finds the first one's successor.
    private static Task<AccessToken?> FindForUpdateAsync(
        ControlPlaneDb database,
        Guid? agentId,
        Guid keyId,
        CancellationToken cancellation
    ) =>
        database
            .Set<AccessToken>()
            .FromSql($"SELECT * FROM access_tokens WHERE id = {keyId} FOR UPDATE")
            .Where(key => key.Kind == TokenKind.Agent && key.AgentId == agentId)
            .SingleOrDefaultAsync(cancellation);

    private static string? CannotRotate(AccessToken key, DateTimeOffset now) =>
        key switch
        {
            { Setting: { } setting } => $"This key is given by the setting {setting}: change it there.",
            { ReplacedBy: not null } => "This key was rotated already; rotate its successor.",
            _ when key.Life.At(now) is TokenState.Expired => "This key has expired; create a new one.",
            _ when key.Life.At(now) is TokenState.Revoked => "This key is revoked; create a new one.",
            _ => null,
        };

    private static AccessToken Successor(
        AccessToken old,
        TokenText text,
        byte[] hash,
        ClaimsPrincipal caller,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            Kind = TokenKind.Agent,
            Name = old.Name,
            Prefix = text.Prefix,
            Hash = hash,
            AgentId = old.AgentId,
            Scopes = old.Scopes,
            CreatedAt = now,
            CreatedBy = caller.PersonId(),
            ExpiresAt = old.Life.SuccessorEnd(now),
        };
}
