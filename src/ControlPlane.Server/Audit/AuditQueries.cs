using System.Globalization;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Audit;

/// <summary>Which entries are asked for; what is null does not matter.</summary>
/// <param name="Actor">Part of a name, or an id.</param>
/// <param name="Action">One action, such as <c>revoke.agent_key</c>, or its verb or noun.</param>
/// <param name="Subject">Part of a name, an id, or a kind.</param>
/// <param name="Text">Part of a name, the reason, the address, or of what was there before or after.</param>
/// <param name="Id">One entry.</param>
internal sealed record AuditFilter(
    string? Actor = null,
    string? Action = null,
    string? Subject = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    string? Text = null,
    Guid? Id = null
);

/// <summary>What the screen and the API read of the audit log.</summary>
internal sealed class AuditQueries(IDbContextFactory<ControlPlaneDb> databases)
{
    /// <summary>How many parts a cursor of this list has.</summary>
    public const int CursorParts = 2;

    /// <summary>Newest first.</summary>
    public async Task<Page<AuditEntry>> ListAsync(AuditFilter filter, PageRequest page, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var entries = Narrow(Source(database, filter), filter);
        if (page.After is [var at, var id] && TimeOf(at) is { } after && Guid.TryParse(id, out var afterId))
        {
            entries = entries.Where(entry => entry.At < after || (entry.At == after && entry.Id < afterId));
        }

        var found = await Ordered(entries).Take(page.Limit + 1).ToArrayAsync(cancellation);
        return Page<AuditEntry>.Cut(
            found,
            page.Limit,
            static entry => Cursor.Encode(entry.At.ToString("O", CultureInfo.InvariantCulture), entry.Id.ToString())
        );
    }

    /// <summary>All of them, one after the other, so that an export of any length needs little memory.</summary>
    public async IAsyncEnumerable<AuditEntry> ReadAsync(
        AuditFilter filter,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var entries = Ordered(Narrow(Source(database, filter), filter)).AsAsyncEnumerable();
        await foreach (var entry in entries.WithCancellation(cancellation))
        {
            yield return entry;
        }
    }

    /// <summary>Every action that was ever written, in alphabetical order.</summary>
    public async Task<IReadOnlyList<string>> ActionsAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database
            .Set<AuditEntry>()
            .Select(static entry => entry.Action)
            .Distinct()
            .Order()
            .ToArrayAsync(cancellation);
    }

    // As SQL, because what was there before and after is JSON there, which EF Core takes for text.
    private static IQueryable<AuditEntry> Source(ControlPlaneDb database, AuditFilter filter)
    {
        var entries = database.Set<AuditEntry>();
        if (filter.Text is not { } text)
        {
            return entries.AsNoTracking();
        }

        var part = Part(text);
        return entries
            .FromSql(
                $"""
                SELECT * FROM audit_entries WHERE concat_ws(E'\n', actor_name, subject_name, reason, source_address,
                    before::text, after::text) ILIKE {part}
                """
            )
            .AsNoTracking();
    }

    private static IQueryable<AuditEntry> Ordered(IQueryable<AuditEntry> entries) =>
        entries.OrderByDescending(static entry => entry.At).ThenByDescending(static entry => entry.Id);

    private static IQueryable<AuditEntry> Narrow(IQueryable<AuditEntry> entries, AuditFilter filter)
    {
        if (filter.Actor is { } actor)
        {
            var part = Part(actor);
            entries = entries.Where(entry => entry.ActorId == actor || EF.Functions.ILike(entry.ActorName, part, "\\"));
        }

        if (filter.Action is { } action)
        {
            var (verb, noun) = (action + ".", "." + action);
            entries = entries.Where(entry =>
                entry.Action == action || entry.Action.StartsWith(verb) || entry.Action.EndsWith(noun)
            );
        }

        if (filter.Subject is { } subject)
        {
            var part = Part(subject);
            entries = entries.Where(entry =>
                entry.SubjectId == subject
                || entry.SubjectKind == subject
                || EF.Functions.ILike(entry.SubjectName, part, "\\")
            );
        }

        if (filter.Id is { } id)
        {
            entries = entries.Where(entry => entry.Id == id);
        }

        return entries.Where(entry =>
            (filter.From == null || entry.At >= filter.From) && (filter.To == null || entry.At < filter.To)
        );
    }

    private static string Part(string text) =>
        $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";

    private static DateTimeOffset? TimeOf(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time.ToUniversalTime() : null;
}
