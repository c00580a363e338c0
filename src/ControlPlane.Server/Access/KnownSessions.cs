using System.Collections.Concurrent;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Access;

/// <summary>
/// Says who is behind a session. What it found is believed for less than a second, so that the many requests of one
/// page cost one query, and a session that ended on another replica is over within a second.
/// </summary>
internal sealed class KnownSessions(IDbContextFactory<ControlPlaneDb> databases, TimeProvider time)
{
    private static readonly TimeSpan Believed = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan UseIsNoted = TimeSpan.FromMinutes(1);
    private const int MostKept = 10_000;

    private readonly ConcurrentDictionary<Guid, Known> known = new();

    /// <summary>Null if the session has ended, or its person is gone or disabled.</summary>
    public async Task<Person?> FindAsync(Guid session, CancellationToken cancellation)
    {
        if (known.TryGetValue(session, out var held) && time.GetElapsedTime(held.ReadAt) <= Believed)
        {
            return held.Person;
        }

        var readAt = time.GetTimestamp();
        var person = await ReadAsync(session, cancellation);
        if (person is null)
        {
            known.TryRemove(session, out _);
            return null;
        }

        if (known.Count >= MostKept)
        {
            known.Clear();
        }

        known[session] = new(person, readAt);
        return person;
    }

    /// <summary>Makes this replica look again at once.</summary>
    public void Forget(Guid person)
    {
        foreach (var (session, held) in known)
        {
            if (held.Person.Id == person)
            {
                known.TryRemove(session, out _);
            }
        }
    }

    private async Task<Person?> ReadAsync(Guid session, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var found = await database
            .Set<PersonSession>()
            .AsNoTracking()
            .Where(row => row.Id == session && row.EndedAt == null)
            .Join(
                database.Set<Person>().Where(static person => !person.Disabled),
                static row => row.PersonId,
                static person => person.Id,
                static (row, person) => new { Person = person, row.LastSeenAt }
            )
            .SingleOrDefaultAsync(cancellation);
        var now = time.GetUtcNow();
        if (found is not null && now - found.LastSeenAt >= UseIsNoted)
        {
            await database
                .Set<PersonSession>()
                .Where(row => row.Id == session)
                .ExecuteUpdateAsync(set => set.SetProperty(static row => row.LastSeenAt, now), cancellation);
        }

        return found?.Person;
    }

    private sealed record Known(Person Person, long ReadAt);
}
