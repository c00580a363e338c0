using ControlPlane.Domain.Access;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Access;

/// <summary>What the screens and the API read of keys and tokens.</summary>
internal sealed class TokenQueries(IDbContextFactory<ControlPlaneDb> databases, TimeProvider time)
{
    /// <summary>Newest first.</summary>
    /// <param name="agentId">Only the keys bound to this agent; null lists all keys, also those of any agent.</param>
    public async Task<IReadOnlyList<TokenRow>> AgentKeysAsync(Guid? agentId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await RowsAsync(
            database,
            database
                .Set<AccessToken>()
                .Where(token => token.Kind == TokenKind.Agent && (agentId == null || token.AgentId == agentId)),
            cancellation
        );
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<TokenRow>> OfPersonAsync(Guid personId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await RowsAsync(
            database,
            database.Set<AccessToken>().Where(token => token.PersonId == personId),
            cancellation
        );
    }

    /// <summary>The token that a setting gave; null if there is none.</summary>
    public async Task<TokenRow?> OfSettingAsync(string setting, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var rows = await RowsAsync(
            database,
            database.Set<AccessToken>().Where(token => token.Setting == setting),
            cancellation
        );
        return rows is [var row, ..] ? row : null;
    }

    private async Task<IReadOnlyList<TokenRow>> RowsAsync(
        ControlPlaneDb database,
        IQueryable<AccessToken> tokens,
        CancellationToken cancellation
    )
    {
        var people = database.Set<Person>();
        var found = await tokens
            .AsNoTracking()
            .OrderByDescending(static token => token.CreatedAt)
            .ThenByDescending(static token => token.Id)
            .Select(token => new
            {
                Token = token,
                CreatedBy = people
                    .Where(person => person.Id == token.CreatedBy)
                    .Select(static person => person.DisplayName)
                    .FirstOrDefault(),
            })
            .ToArrayAsync(cancellation);
        var now = time.GetUtcNow();
        return [.. found.Select(row => TokenRow.Of(row.Token, row.CreatedBy, now))];
    }
}
