using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Access;

/// <summary>
/// Says whom a token stands for. What it found is believed for less than a second, so that a busy agent does not cost
/// a query a request and a revocation on another replica is still seen within a second.
/// </summary>
internal sealed class VerifyToken(IDbContextFactory<ControlPlaneDb> databases, TimeProvider time)
{
    public const string Scheme = "Bearer";

    private static readonly TimeSpan Believed = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan UseIsNoted = TimeSpan.FromMinutes(1);
    private const int MostKept = 10_000;
    private const int LongestToken = 512;

    private readonly ConcurrentDictionary<string, Known> known = new(StringComparer.Ordinal);

    /// <summary>Null if the token is unknown, expired or revoked, or its person is disabled.</summary>
    public async Task<ClaimsPrincipal?> HandleAsync(string token, CancellationToken cancellation)
    {
        if (token.Length is 0 or > LongestToken)
        {
            return null;
        }

        var hash = TokenHash.Of(token);
        var cacheKey = Convert.ToHexString(hash);
        if (!known.TryGetValue(cacheKey, out var found) || time.GetElapsedTime(found.ReadAt) > Believed)
        {
            found = await ReadAsync(token, hash, cancellation);
            Keep(cacheKey, found);
        }

        return found is not null && found.Life.At(time.GetUtcNow()) == TokenState.Active ? found.Caller : null;
    }

    /// <summary>Makes this replica see a revocation at once.</summary>
    public void Forget(Guid tokenId)
    {
        foreach (var (cacheKey, found) in known)
        {
            if (found.TokenId == tokenId)
            {
                known.TryRemove(cacheKey, out _);
            }
        }
    }

    // Only tokens that exist are kept, so that made-up ones cannot fill the memory.
    private void Keep(string cacheKey, Known? found)
    {
        if (found is null)
        {
            known.TryRemove(cacheKey, out _);
            return;
        }

        if (known.Count >= MostKept)
        {
            known.Clear();
        }

        known[cacheKey] = found;
    }

    private async Task<Known?> ReadAsync(string token, byte[] hash, CancellationToken cancellation)
    {
        // Before the query: a revocation during it must not be believed for longer than a second.
        var readAt = time.GetTimestamp();
        var prefixes = TokenHash.PrefixesOf(token, hash);
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var candidates = await database
            .Set<AccessToken>()
            .AsNoTracking()
            .Where(stored => prefixes.Contains(stored.Prefix))
            .ToArrayAsync(cancellation);
        var found = Array.Find(candidates, stored => CryptographicOperations.FixedTimeEquals(stored.Hash, hash));
        if (found is null || found.Life.At(time.GetUtcNow()) != TokenState.Active)
        {
            return null;
        }

        var identity = found.PersonId is { } personId
            ? await PersonAsync(database, personId, cancellation)
            : AgentKey(found);
        if (identity is null)
        {
            return null;
        }

        identity.AddClaim(new(Caller.KeyClaim, found.Id.ToString()));
        await NoteUseAsync(database, found, cancellation);
        return new(found.Id, found.Life, new ClaimsPrincipal(identity), readAt);
    }

    private static async Task<ClaimsIdentity?> PersonAsync(
        ControlPlaneDb database,
        Guid personId,
        CancellationToken cancellation
    )
    {
        var person = await database
            .Set<Person>()
            .AsNoTracking()
            .SingleOrDefaultAsync(person => person.Id == personId && !person.Disabled, cancellation);
        return person is null ? null : PersonClaims.Of(person.Id, person.DisplayName, person.Role, Scheme);
    }

    private static ClaimsIdentity AgentKey(AccessToken key)
    {
        var identity = new ClaimsIdentity(
            [
                new(ClaimTypes.NameIdentifier, $"key:{key.Id}"),
                new(ClaimTypes.Name, key.Name),
                .. key.Scopes.Select(static scope => new Claim(Caller.ScopeClaim, scope)),
            ],
            Scheme,
            ClaimTypes.Name,
            Caller.RoleClaim
        );
        if (key.AgentId is { } agent)
        {
            identity.AddClaim(new(Caller.AgentClaim, agent.ToString()));
        }

        return identity;
    }

    private async Task NoteUseAsync(ControlPlaneDb database, AccessToken token, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var noted = now - UseIsNoted;
        if (token.LastUsedAt > noted)
        {
            return;
        }

        await database
            .Set<AccessToken>()
            .Where(stored => stored.Id == token.Id && (stored.LastUsedAt == null || stored.LastUsedAt <= noted))
            .ExecuteUpdateAsync(set => set.SetProperty(static stored => stored.LastUsedAt, now), cancellation);
    }

    private sealed record Known(Guid TokenId, TokenLife Life, ClaimsPrincipal Caller, long ReadAt);
}
