using ControlPlane.Domain.Access;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Access;

/// <summary>A person as lists show them.</summary>
/// <param name="State">
/// active; invited until the first password is chosen; reset until a new one is; disabled.
/// </param>
internal sealed record PersonRow(
    Guid Id,
    string Email,
    string DisplayName,
    Role Role,
    bool MustChangePassword,
    bool Disabled,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSignInAt,
    string State
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
            person.CreatedAt,
            person.LastSignInAt,
            person switch
            {
                { Disabled: true } => "disabled",
                { IsInvited: true } => "invited",
                { PasswordHash: null } => "reset",
                _ => "active",
            }
        );
}

/// <summary>What the screens and the API read of people.</summary>
internal sealed class PeopleQueries(IDbContextFactory<ControlPlaneDb> databases)
{
    /// <summary>In alphabetical order.</summary>
    public async Task<IReadOnlyList<PersonRow>> AllAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var people = await database
            .Set<Person>()
            .AsNoTracking()
            .OrderBy(static person => person.DisplayName)
            .ThenBy(static person => person.Id)
            .ToArrayAsync(cancellation);
        return [.. people.Select(PersonRow.Of)];
    }

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
