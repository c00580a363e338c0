using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs.Recording;

/// <summary>
/// Writes steps and their content. COPY cannot skip what is already there, so rows go by COPY into temporary tables
/// and from there by INSERT … ON CONFLICT. A step that was stored open is overwritten by its complete report; any
/// other repetition changes nothing.
/// </summary>
internal sealed class StepInsertion(NpgsqlConnection connection)
{
    /// <summary>Temporary tables live as long as the writer's connection and are empty after each transaction.</summary>
    public static async Task PrepareConnectionAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            CREATE TEMPORARY TABLE IF NOT EXISTS incoming_steps ON COMMIT DELETE ROWS
                AS SELECT {StepColumns.List} FROM steps WITH NO DATA;
            CREATE TEMPORARY TABLE IF NOT EXISTS incoming_contents ON COMMIT DELETE ROWS
                AS SELECT class, run_day, run_id, step_key, part, at, final, redactions, cuts, body FROM step_contents WITH NO DATA;
            """,
            connection
        );
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Writes one document, on any connection, and counts its secrets on the run.</summary>
    public static async Task InsertContentAsync(
        NpgsqlConnection connection,
        StoredContent content,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            """
            WITH written AS (
                INSERT INTO step_contents (class, run_day, run_id, step_key, part, at, final, redactions, cuts, body)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING
                RETURNING run_id, redactions)
            UPDATE runs SET redactions = runs.redactions + written.redactions FROM written
            WHERE runs.id = written.run_id AND written.redactions > 0
            """,
            connection
        );
        command.Parameters.Add(new() { Value = content.Class });
        command.Parameters.Add(new() { Value = content.RunDay, NpgsqlDbType = NpgsqlDbType.Date });
        command.Parameters.Add(new() { Value = content.RunId });
        command.Parameters.Add(new() { Value = content.StepKey });
        command.Parameters.Add(new() { Value = content.Part });
        command.Parameters.Add(new() { Value = content.At.ToUniversalTime() });
        command.Parameters.Add(new() { Value = content.Final });
        command.Parameters.Add(new() { Value = content.Redactions });
        command.Parameters.Add(new() { Value = content.Cuts });
        command.Parameters.Add(new() { Value = content.Body });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <returns>Runs that a step was added to or completed in.</returns>
    public async Task<HashSet<Guid>> InsertStepsAsync(
        IReadOnlyCollection<StoredStep> steps,
        CancellationToken cancellation
    )
    {
        if (steps.Count == 0)
        {
            return [];
        }

        await using (
            var copy = await connection.BeginBinaryImportAsync(
                $"COPY incoming_steps ({StepColumns.List}) FROM STDIN (FORMAT BINARY)",
                cancellation
            )
        )
        {
            foreach (var step in steps)
            {
                await StepColumns.WriteAsync(copy, step, cancellation);
            }

            await copy.CompleteAsync(cancellation);
        }

        await using var command = new NpgsqlCommand(
            $"""
            WITH written AS (
                INSERT INTO steps ({StepColumns.List}) SELECT {StepColumns.List} FROM incoming_steps
                ON CONFLICT (class, run_day, run_id, key) DO UPDATE SET {StepColumns.Overwrite}
                    WHERE steps.ended_at IS NULL AND excluded.ended_at IS NOT NULL
                RETURNING run_id
            )
            SELECT DISTINCT run_id FROM written
            """,
            connection
        );
        var changed = new HashSet<Guid>();
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            changed.Add(rows.GetGuid(0));
        }

        return changed;
    }

    public async Task InsertContentsAsync(IReadOnlyCollection<StoredContent> contents, CancellationToken cancellation)
    {
        if (contents.Count == 0)
        {
            return;
        }

        await using (
            var copy = await connection.BeginBinaryImportAsync(
                "COPY incoming_contents (class, run_day, run_id, step_key, part, at, final, redactions, cuts, body) FROM STDIN (FORMAT BINARY)",
                cancellation
            )
        )
        {
            foreach (var content in contents)
            {
                await copy.StartRowAsync(cancellation);
                await copy.WriteAsync(content.Class, cancellation);
                await copy.WriteAsync(content.RunDay, NpgsqlDbType.Date, cancellation);
                await copy.WriteAsync(content.RunId, cancellation);
                await copy.WriteAsync(content.StepKey, cancellation);
                await copy.WriteAsync(content.Part, cancellation);
                await copy.WriteAsync(content.At.ToUniversalTime(), NpgsqlDbType.TimestampTz, cancellation);
                await copy.WriteAsync(content.Final, cancellation);
                await copy.WriteAsync(content.Redactions, cancellation);
                await copy.WriteAsync(content.Cuts, cancellation);
                await copy.WriteAsync(content.Body, cancellation);
            }

            await copy.CompleteAsync(cancellation);
        }

        await using var command = new NpgsqlCommand(
            """
            INSERT INTO step_contents (class, run_day, run_id, step_key, part, at, final, redactions, cuts, body)
            SELECT class, run_day, run_id, step_key, part, at, final, redactions, cuts, body FROM incoming_contents
            ON CONFLICT (class, run_day, run_id, step_key, part)
                DO UPDATE SET at = excluded.at, final = excluded.final, cuts = excluded.cuts, body = excluded.body
                WHERE NOT step_contents.final AND excluded.final
            """,
            connection
        );
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

/// <param name="Part"><c>step</c> for the report of the step itself, <c>log:…</c> for a log record.</param>
/// <param name="Final">False while the step is open: its complete report overwrites it.</param>
/// <param name="Redactions">Secrets taken out of this document; 0 for a step, which counts its own.</param>
/// <param name="Cuts">How many parts of it were cut off or left out, because it was over the limits.</param>
internal sealed record StoredContent(
    string Class,
    DateOnly RunDay,
    Guid RunId,
    Guid StepKey,
    string Part,
    DateTimeOffset At,
    bool Final,
    int Redactions,
    int Cuts,
    byte[] Body
)
{
    public const string StepPart = "step";
}
