using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Runs.Retention;

/// <summary>Days for each environment class; null leaves one as it is.</summary>
internal sealed record RetentionDays(int? Production, int? Other);

/// <summary>Sets how long runs are kept. What is past it goes with the next clean-up. Needs an administrator.</summary>
[Audits(Changed)]
internal sealed class ChangeRetention(
    IDbContextFactory<ControlPlaneDb> databases,
    RetentionPeriods periods,
    AuditTrail audit,
    TimeProvider time
)
{
    public const string Changed = "change.retention";

    public async Task<Outcome<RetentionDays>> HandleAsync(
        RetentionDays wanted,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    )
    {
        if ((caller.Lacks(Role.Admin) ?? Check(wanted)) is { } refusal)
        {
            return refusal;
        }

        await using var database = await databases.CreateDbContextAsync(cancellation);
        var before = Now();
        await SetAsync(database, EnvironmentClass.Production, wanted.Production, cancellation);
        await SetAsync(database, EnvironmentClass.Other, wanted.Other, cancellation);
        var after = new RetentionDays(wanted.Production ?? before.Production, wanted.Other ?? before.Other);
        if (after == before)
        {
            return before;
        }

        audit.Add(database, new(caller.Actor(), Changed, new("retention", null, "Retention"), before, after));
        await database.SaveAndAnnounceAsync(RetentionPeriods.Topic, cancellation);
        await periods.ReloadAsync(CancellationToken.None);
        return Now();
    }

    public RetentionDays Now() =>
        new(periods.DaysOf(EnvironmentClass.Production), periods.DaysOf(EnvironmentClass.Other));

    private async Task SetAsync(ControlPlaneDb database, string name, int? days, CancellationToken cancellation)
    {
        if (days is not { } wanted || wanted == periods.DaysOf(name))
        {
            return;
        }

        var now = time.GetUtcNow();
        if (await database.FindAsync<RetentionPeriod>([name], cancellation) is { } period)
        {
            (period.Days, period.ChangedAt) = (wanted, now);
        }
        else
        {
            database.Add(
                new RetentionPeriod
                {
                    Class = name,
                    Days = wanted,
                    ChangedAt = now,
                }
            );
        }
    }

    private static Refusal? Check(RetentionDays wanted)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (field, days) in new[] { ("production", wanted.Production), ("other", wanted.Other) })
        {
            if (days is < RetentionPeriod.Shortest or > RetentionPeriod.Longest)
            {
                errors[field] =
                [
                    $"Must be a number of days from {RetentionPeriod.Shortest} to {RetentionPeriod.Longest}.",
                ];
            }
        }

        return errors.Count > 0 ? Refusal.Fields(errors) : null;
    }
}
