using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ControlPlane.Server.Redaction;

/// <summary>A pattern as lists show it.</summary>
/// <param name="Found">How often it found something since it was made.</param>
internal sealed record PatternRow(
    Guid Id,
    string Name,
    string Expression,
    string Kind,
    bool Enabled,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt,
    long Found,
    DateTimeOffset? LastFoundAt
)
{
    public static PatternRow Of(StoredPattern pattern) =>
        new(
            pattern.Id,
            pattern.Name,
            pattern.Expression,
            pattern.Kind,
            pattern.Enabled,
            pattern.CreatedAt,
            pattern.ChangedAt,
            pattern.Found,
            pattern.LastFoundAt
        );
}

/// <param name="Day">Secrets taken out of runs that started in the last 24 hours, by built-in rules and patterns.</param>
/// <param name="Month">In the last 30 days.</param>
internal sealed record RedactionTotals(long Day, long Month);

internal sealed class RedactionQueries(
    IDbContextFactory<ControlPlaneDb> databases,
    NpgsqlDataSource source,
    CurrentRedaction current,
    TimeProvider time
)
{
    /// <summary>
    /// In the order in which they were made, which is the one they are used in. What is listed as in force is in force on
    /// this server.
    /// </summary>
    public async Task<IReadOnlyList<PatternRow>> ListAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var patterns = await database
            .Set<StoredPattern>()
            .AsNoTracking()
            .OrderBy(static pattern => pattern.CreatedAt)
            .ToArrayAsync(cancellation);
        await current.ReloadAsync(cancellation); // a page may hear of a change before this server has read it
        return [.. patterns.Select(PatternRow.Of)];
    }

    public async Task<RedactionTotals> TotalsAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            """
            SELECT coalesce(sum(redactions) FILTER (WHERE started_at >= $1), 0)::bigint,
                   coalesce(sum(redactions), 0)::bigint
            FROM runs WHERE started_at >= $2
            """
        );
        command.Parameters.Add(new() { Value = time.GetUtcNow() - TimeSpan.FromHours(24) });
        command.Parameters.Add(new() { Value = time.GetUtcNow() - TimeSpan.FromDays(30) });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return new(row.GetInt64(0), row.GetInt64(1));
    }
}
