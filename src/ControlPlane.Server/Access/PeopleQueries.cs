using ControlPlane.Domain.Access;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Access;

/// <summary>A person as lists show them.</summary>
internal sealed record PersonRow(
    Guid Id,
    string Email,
    string DisplayName,
    Role Role,
    bool MustChangePassword,
    bool Disabled,
    DateTimeOffset CreatedAt
)
{
    public static PersonRow Of(Person person) =>
        new(
            person.Id,
            person.Email!,
            person.DisplayName,
            person.Role,
            person.MustChangePassword,
            person.Disabled,
            person.CreatedAt
        );
}

/// <summary>What the screens and the API read of people.</summary>
internal sealed class PeopleQueries(IDbContextFactory<ControlPlaneDb> databases)
{
    /// <summary>In the order in which they were added.</summary>
    public async Task<Page<PersonRow>> ListAsync(PageRequest page, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var after = Guid.TryParse(page.After?[0], out var id) ? id : Guid.Empty;
        var people = await database
            .Set<Person>()
            .AsNoTracking()
            .Where(person => person.Id > after)
            .OrderBy(static person => person.Id)
            .Take(page.Limit + 1)
            .ToArrayAsync(cancellation);
        return Page<PersonRow>.Cut(
            [.. people.Select(PersonRow.Of)],
            page.Limit,
            static person => Cursor.Encode(person.Id.ToString())
        );
    }
}
