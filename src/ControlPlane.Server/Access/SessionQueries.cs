using System.Security.Claims;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Access;

/// <summary>An open session as its person sees it.</summary>
/// <param name="Current">The one that asks.</param>
internal sealed record SessionRow(
    Guid Id,
    string Browser,
    string? Address,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastSeenAt,
    bool Current
);

internal sealed class SessionQueries(IDbContextFactory<ControlPlaneDb> databases, TimeProvider time)
{
    /// <summary>The caller's open sessions: its own first, then the one seen last.</summary>
    public async Task<IReadOnlyList<SessionRow>> OpenAsync(ClaimsPrincipal caller, CancellationToken cancellation)
    {
        if (caller.PersonId() is not { } person)
        {
            return [];
        }

        var alive = time.GetUtcNow() - Session.Lifetime;
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var open = await database
            .Set<PersonSession>()
            .AsNoTracking()
            .Where(row => row.PersonId == person && row.EndedAt == null && row.LastSeenAt >= alive)
            .OrderByDescending(static row => row.LastSeenAt)
            .ToArrayAsync(cancellation);
        var own = caller.SessionId();
        return
        [
            .. open.Select(row => new SessionRow(
                    row.Id,
                    row.Browser,
                    row.Address,
                    row.CreatedAt,
                    row.LastSeenAt,
                    row.Id == own
                ))
                .OrderByDescending(static row => row.Current),
        ];
    }
}
