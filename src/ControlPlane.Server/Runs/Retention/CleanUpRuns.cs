using System.Globalization;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Runs.Recording;
using Npgsql;

namespace ControlPlane.Server.Runs.Retention;

/// <param name="Days">Days of one environment class whose partitions were dropped.</param>
internal sealed record CleanUp(int Days, long Runs);

/// <summary>
/// Deletes what is past its period (T11). Steps lie in partitions by environment class and day, so they go with their
/// table; the narrow rows of runs go before, in small transactions. A day of which a run still goes on stays until
/// that has ended, only its other runs go. One server at a time does it.
/// </summary>
[Audits(Cleaned)]
internal sealed class CleanUpRuns(
    NpgsqlDataSource database,
    RetentionQueries queries,
    DeleteRuns delete,
    StepPartitions partitions,
    AuditTrail audit,
    ILogger<CleanUpRuns> log
)
{
    public const string Cleaned = "clean_up.runs";

    private const int RunsAtOnce = 500;
    private const long LockKey = 0x43_50_43_4C_45_41_4E; // "CPCLEAN"

    /// <returns>Null if another server is at it.</returns>
    public async Task<CleanUp?> RunAsync(CancellationToken cancellation)
    {
        await using var holder = await database.OpenConnectionAsync(cancellation);
        if (!await ScalarAsync<bool>(holder, $"SELECT pg_try_advisory_lock({LockKey})", cancellation))
        {
            return null;
        }

        try
        {
            return await CleanAsync(cancellation);
        }
        finally
        {
            await ScalarAsync<bool>(holder, $"SELECT pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    private async Task<CleanUp> CleanAsync(CancellationToken cancellation)
    {
        var done = new CleanUp(0, 0);
        var all = await queries.DaysAsync(cancellation);
        foreach (var group in all.GroupBy(static day => day.Class))
        {
            var from = queries.KeptFrom(group.Key);
            var cleaned = new CleanUp(0, 0);
            foreach (var day in group.Where(day => day.Day < from))
            {
                var (dropped, runs) = await CleanAsync(day, cancellation);
                cleaned = new(cleaned.Days + (dropped ? 1 : 0), cleaned.Runs + runs);
            }

            await RememberAsync(group.Key, from, cleaned);
            done = new(done.Days + cleaned.Days, done.Runs + cleaned.Runs);
        }

        partitions.Forget();
        return done;
    }

    private async Task<(bool Dropped, long Runs)> CleanAsync(StoredDay day, CancellationToken cancellation)
    {
        // Where the day's tables stay, the steps of ended runs have to go one by one.
        var held = day.GoingOn > 0;
        var runs = 0L;
        while (await delete.OfDayAsync(day.Class, day.Day, held, RunsAtOnce, cancellation) is > 0 and var deleted)
        {
            runs += deleted;
        }

        return (!held && await TryDropAsync(day, cancellation), runs);
    }

    // It needs the table for itself for a moment. Under load it is tried again the next time, rather than waited for.
    private async Task<bool> TryDropAsync(StoredDay day, CancellationToken cancellation)
    {
        try
        {
            await using var command = database.CreateCommand("SELECT drop_step_partitions($1, $2)");
            command.Parameters.Add(new() { Value = day.Class });
            command.Parameters.Add(new() { Value = day.Day });
            return await command.ExecuteScalarAsync(cancellation) is true;
        }
        catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            log.LogInformation("The partitions of {Day} are in use; they are dropped with the next clean-up", day.Day);
            return false;
        }
    }

    private async Task RememberAsync(string environmentClass, DateOnly from, CleanUp cleaned)
    {
        if (cleaned is { Days: 0, Runs: 0 })
        {
            return;
        }

        log.LogInformation(
            "Dropped {Days} days and {Runs} runs of {Class}",
            cleaned.Days,
            cleaned.Runs,
            environmentClass
        );
        await audit.WriteAsync(
            new AuditFact(
                AuditActor.Setting("Retention"),
                Cleaned,
                new("environment_class", null, environmentClass),
                Before: new { cleaned.Days, cleaned.Runs },
                Reason: string.Create(CultureInfo.InvariantCulture, $"Older than {from:yyyy-MM-dd}.")
            )
        );
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
