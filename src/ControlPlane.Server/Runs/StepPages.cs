using ControlPlane.Domain.Runs;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Runs.Recording;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs;

/// <summary>Steps as the API reads them, a page or one at a time, however many the run has.</summary>
internal sealed class StepPages(NpgsqlDataSource database)
{
    private const string From = "FROM steps WHERE class = $1 AND run_day = $2 AND run_id = $3";

    /// <summary>In order of start, after the step that the last page ended with.</summary>
    public async Task<Page<StepRow>> ReadAsync(Guid runId, PageRequest page, CancellationToken cancellation)
    {
        if (await RunPlace.FindAsync(database, runId, cancellation) is not { } place)
        {
            return new([], null);
        }

        var after = Guid.TryParse(page.After?[0], out var key) ? key : (Guid?)null;
        var steps = await StepReading.MergedAsync(
            database,
            place,
            $"($4::uuid IS NULL OR (started_at, key) > (SELECT started_at, key {From} AND key = $4))",
            [new() { Value = (object?)after ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }],
            page.Limit + 1,
            cancellation
        );
        return Page<StepRow>.Cut(
            [.. steps.Select(StepRow.Of)],
            page.Limit,
            static step => Cursor.Encode(step.Facts.Key.ToString())
        );
    }

    /// <summary>The first step with this id, or one of whose reports has it.</summary>
    public async Task<StepRow?> FindAsync(Guid runId, string stepId, CancellationToken cancellation)
    {
        if (await RunPlace.FindAsync(database, runId, cancellation) is not { } place)
        {
            return null;
        }

        var steps = await StepReading.MergedAsync(
            database,
            place,
            $"key IN (SELECT CASE WHEN joined THEN duplicate_of ELSE key END {From} AND id = $4)",
            [new() { Value = stepId }],
            1,
            cancellation
        );
        return steps is [var step] ? StepRow.Of(step) : null;
    }

    /// <summary>The ids of the steps that are counted instead of others.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> CountedAsync(
        Guid runId,
        IEnumerable<StepRow> steps,
        CancellationToken cancellation
    )
    {
        var ids = new Dictionary<Guid, string>();
        Guid[] keys = [.. steps.Select(static step => step.DuplicateOf).OfType<Guid>().Distinct()];
        if (keys.Length == 0 || await RunPlace.FindAsync(database, runId, cancellation) is not { } place)
        {
            return ids;
        }

        await using var command = database.CreateCommand($"SELECT key, id {From} AND key = ANY($4)");
        place.AddTo(command);
        command.Parameters.Add(new() { Value = keys });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            ids[rows.GetGuid(0)] = rows.GetString(1);
        }

        return ids;
    }
}
