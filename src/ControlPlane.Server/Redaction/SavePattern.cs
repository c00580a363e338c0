using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Domain.Redaction;
using ControlPlane.Server.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ControlPlane.Server.Redaction;

/// <param name="Expression">A regular expression without back references and without looking ahead or behind.</param>
/// <param name="Kind">What stands in the replacement: <c>[redacted:kind]</c>.</param>
/// <param name="Enabled">Null means yes for a new pattern, and as it is for another.</param>
internal sealed record PatternFields(string? Name, string? Expression, string? Kind, bool? Enabled);

/// <summary>Adds or changes a pattern. It holds for the next span on every server. Needs an administrator.</summary>
[Audits(RedactionAudit.Added, RedactionAudit.Changed)]
internal sealed class SavePattern(
    IDbContextFactory<ControlPlaneDb> databases,
    CurrentRedaction current,
    AuditTrail audit,
    TimeProvider time
)
{
    public const int Most = 50;

    public async Task<Outcome<PatternRow>> AddAsync(
        PatternFields fields,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    )
    {
        if ((caller.Lacks(Role.Admin) ?? Check(fields)) is { } refusal)
        {
            return refusal;
        }

        var now = time.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellation);
        if (await database.Set<StoredPattern>().CountAsync(cancellation) >= Most)
        {
            return Refusal.Conflict($"There are {Most} patterns already. Each is looked for in every text.");
        }

        var pattern = new StoredPattern
        {
            Id = Guid.CreateVersion7(now),
            Name = fields.Name!.Trim(),
            Expression = fields.Expression!,
            Kind = fields.Kind!,
            Enabled = fields.Enabled ?? true,
            CreatedAt = now,
            ChangedAt = now,
        };
        database.Add(pattern);
        audit.Add(database, RedactionAudit.Fact(RedactionAudit.Added, caller, pattern, before: null));
        return await StoreAsync(database, pattern, cancellation);
    }

    public async Task<Outcome<PatternRow>> ChangeAsync(
        Guid id,
        PatternFields fields,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    )
    {
        if (caller.Lacks(Role.Admin) is { } refusal)
        {
            return refusal;
        }

        await using var database = await databases.CreateDbContextAsync(cancellation);
        var pattern = await database.FindAsync<StoredPattern>([id], cancellation);
        if (pattern is null)
        {
            return Refusal.Missing("There is no such pattern.");
        }

        var whole = new PatternFields(
            fields.Name ?? pattern.Name,
            fields.Expression ?? pattern.Expression,
            fields.Kind ?? pattern.Kind,
            fields.Enabled ?? pattern.Enabled
        );
        if (Check(whole) is { } wrong)
        {
            return wrong;
        }

        var before = RedactionAudit.State(pattern);
        (pattern.Name, pattern.Expression) = (whole.Name!.Trim(), whole.Expression!);
        (pattern.Kind, pattern.Enabled) = (whole.Kind!, whole.Enabled!.Value);
        if (!database.ChangeTracker.HasChanges())
        {
            return PatternRow.Of(pattern);
        }

        pattern.ChangedAt = time.GetUtcNow();
        audit.Add(database, RedactionAudit.Fact(RedactionAudit.Changed, caller, pattern, before));
        return await StoreAsync(database, pattern, cancellation);
    }

    // The notification is part of the transaction: other servers hear of the change when it is made, not later.
    private async Task<Outcome<PatternRow>> StoreAsync(
        ControlPlaneDb database,
        StoredPattern pattern,
        CancellationToken cancellation
    )
    {
        try
        {
            await database.SaveAndAnnounceAsync(RedactionTopics.Patterns, cancellation);
        }
        catch (DbUpdateException failure)
            when (failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return Refusal.Field("name", "Another pattern has this name.");
        }

        await current.ReloadAsync(CancellationToken.None);
        return PatternRow.Of(pattern);
    }

    private static Refusal? Check(PatternFields fields)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (fields.Name?.Trim() is not { Length: > 0 and <= RedactionPattern.LongestName } name || !SingleLine.Is(name))
        {
            errors["name"] = [$"Give a name of at most {RedactionPattern.LongestName} characters on one line."];
        }

        if (RedactionPattern.Problem(fields.Expression) is { } problem)
        {
            errors["expression"] = [problem];
        }

        if (RedactionPattern.KindProblem(fields.Kind) is { } kind)
        {
            errors["kind"] = [kind];
        }

        return errors.Count > 0 ? Refusal.Fields(errors) : null;
    }
}
