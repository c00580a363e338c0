using System.Security.Cryptography;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Access;

/// <summary>Applies a configured token. One row a setting: a new value takes the old one's place, which ends it.</summary>
[Audits(AccessAudit.TokenApplied, AccessAudit.TokenEnded)]
internal sealed class BootstrapTokens(
    ControlPlaneDb database,
    AuditTrail audit,
    TimeProvider time,
    ILogger<BootstrapTokens> log
)
{
    /// <param name="personId">Whose token it is; null makes a key that may ingest and run for any agent.</param>
    /// <param name="name">What lists call it; null says what it is good for.</param>
    public async Task ApplyAsync(
        string setting,
        string value,
        Guid? personId,
        CancellationToken cancellation,
        string? name = null
    )
    {
        var hash = TokenHash.Of(value);
        var token = await database
            .Set<AccessToken>()
            .SingleOrDefaultAsync(token => token.Setting == setting, cancellation);
        var before = token is null ? null : AccessAudit.State(token);
        var same = token is not null && CryptographicOperations.FixedTimeEquals(token.Hash, hash);
        if (token is null)
        {
            token = Make(setting, name, hash, personId is not null);
            database.Add(token);
        }
        else if (!same)
        {
            token.Hash = hash;
            token.Prefix = TokenHash.PrefixOf(hash);
            token.CreatedAt = time.GetUtcNow();
            token.LastUsedAt = null;
            token.RevokedAt = null;
        }
        else if (token.RevokedAt is not null)
        {
            // Whoever revoked it meant it; a restart must not bring a leaked key back to life.
            log.LogWarning("The value of {Setting} was revoked; give the setting a new one", setting);
        }

        if (!same || token.PersonId != personId)
        {
            token.PersonId = personId;
            audit.Add(
                database,
                new(
                    AuditActor.Setting(setting),
                    AccessAudit.TokenApplied,
                    AccessAudit.Subject(token),
                    before,
                    AccessAudit.State(token)
                )
            );
        }

        await database.SaveChangesAsync(cancellation);
    }

    /// <summary>Ends the token that the setting gave, if there is one.</summary>
    public async Task EndAsync(string setting, CancellationToken cancellation)
    {
        var token = await database
            .Set<AccessToken>()
            .SingleOrDefaultAsync(token => token.Setting == setting && token.RevokedAt == null, cancellation);
        if (token is null)
        {
            return;
        }

        var before = AccessAudit.State(token);
        token.RevokedAt = time.GetUtcNow();
        audit.Add(
            database,
            new(
                AuditActor.Setting(setting),
                AccessAudit.TokenEnded,
                AccessAudit.Subject(token),
                before,
                AccessAudit.State(token)
            )
        );
        await database.SaveChangesAsync(cancellation);
    }

    private AccessToken Make(string setting, string? name, byte[] hash, bool ofPerson)
    {
        var now = time.GetUtcNow();
        return new()
        {
            Id = Guid.CreateVersion7(now),
            Kind = ofPerson ? TokenKind.Person : TokenKind.Agent,
            Name = name ?? (ofPerson ? "Administrator's token" : "Ingest key for any agent"),
            Prefix = TokenHash.PrefixOf(hash),
            Hash = hash,
            Scopes = ofPerson ? [] : [Scopes.Ingest, Scopes.Run],
            Setting = setting,
            CreatedAt = now,
        };
    }
}
