using ControlPlane.Server.Platform.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Access;

/// <param name="Right">The password is the person's.</param>
/// <param name="LockedFor">How long until the next attempt counts; zero if it is not locked.</param>
/// <param name="Counted">False if the account was locked already, so that the password was not looked at.</param>
internal readonly record struct PasswordAttempt(bool Right, TimeSpan LockedFor, bool Counted);

/// <summary>
/// Checks a password. Five wrong ones lock the account for five minutes. The attempt is counted before the password is
/// looked at, in one statement: Identity counts afterwards, so that of many guesses sent at once only one counts.
/// </summary>
internal sealed class PasswordAttempts(ControlPlaneDb database, UserManager<Person> people, TimeProvider time)
{
    public const int Limit = 5;
    public static readonly TimeSpan Lock = TimeSpan.FromMinutes(5);

    public async Task<PasswordAttempt> TryAsync(Person person, string password)
    {
        var counted = await CountAsync(person.Id);
        if (!counted || !await people.CheckPasswordAsync(person, password))
        {
            return new(Right: false, await LockedForAsync(person.Id), counted);
        }

        await Rows(person.Id)
            .ExecuteUpdateAsync(static set =>
                set.SetProperty(static row => row.AccessFailedCount, 0)
                    .SetProperty(static row => row.LockoutEnd, (DateTimeOffset?)null)
            );
        (person.AccessFailedCount, person.LockoutEnd) = (0, null); // it may be stored again as a whole
        return new(Right: true, TimeSpan.Zero, Counted: true);
    }

    /// <returns>False while the account is locked.</returns>
    private async Task<bool> CountAsync(Guid person)
    {
        var now = time.GetUtcNow();
        DateTimeOffset? end = now + Lock;
        return await Rows(person)
                .Where(row => row.LockoutEnd == null || row.LockoutEnd <= now)
                .ExecuteUpdateAsync(set =>
                    set.SetProperty(
                            static row => row.AccessFailedCount,
                            static row => (row.AccessFailedCount + 1) % Limit
                        )
                        .SetProperty(
                            static row => row.LockoutEnd,
                            row => row.AccessFailedCount + 1 >= Limit ? end : null
                        )
                ) > 0;
    }

    private async Task<TimeSpan> LockedForAsync(Guid person)
    {
        var end = await Rows(person).Select(static row => row.LockoutEnd).SingleOrDefaultAsync();
        var left = (end ?? DateTimeOffset.MinValue) - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private IQueryable<Person> Rows(Guid person) =>
        database.Set<Person>().AsNoTracking().Where(row => row.Id == person);
}
