using ControlPlane.Domain.Runs;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs;

/// <summary>Finds runs by what people have in their hands: a part of a name, or the id of a run, a trace or a step.</summary>
internal sealed class RunFinder(NpgsqlDataSource database)
{
    // Names and steps are looked for in the newest runs only: the answer must come while somebody types.
    private const int Newest = 5000;
    private const int Most = 8;

    /// <summary>By the id of a run or of one of its traces.</summary>
    public async Task<FoundRun?> ByIdAsync(string text, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            SELECT r.id, coalesce(r.task, r.name), a.slug, r.started_at FROM runs r JOIN agents a ON a.id = r.agent_id
            WHERE r.id = coalesce(
                (SELECT t.run_id FROM run_traces t WHERE t.trace_id = $1),
                (SELECT coalesce(m.merged_into, m.id) FROM runs m WHERE m.id = $2))
            """
        );
        command.Parameters.Add(new() { Value = text.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant() });
        command.Parameters.Add(
            new() { Value = Guid.TryParse(text, out var id) ? id : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }
        );
        return (await ReadAsync(command, cancellation)).FirstOrDefault();
    }

    /// <summary>By a part of the name, of the agent's slug, or the beginning of the id; newest first.</summary>
    public async Task<IReadOnlyList<FoundRun>> ByNameAsync(string text, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            SELECT n.id, n.name, a.slug, n.started_at
            FROM (SELECT id, agent_id, coalesce(task, name) AS name, started_at FROM runs WHERE visible
                  ORDER BY started_at DESC, id DESC LIMIT $2) n
            JOIN agents a ON a.id = n.agent_id
            WHERE position($1 IN lower(n.name)) > 0 OR position($1 IN a.slug) > 0 OR starts_with(n.id::text, $1)
            ORDER BY n.started_at DESC, n.id DESC LIMIT $3
            """
        );
        command.Parameters.Add(new() { Value = text.ToLowerInvariant() });
        command.Parameters.Add(new() { Value = Newest });
        command.Parameters.Add(new() { Value = Most });
        return await ReadAsync(command, cancellation);
    }

    /// <summary>The runs that have a step of this id, newest first: an id is unique only within its trace or run.</summary>
    public async Task<IReadOnlyList<FoundRun>> ByStepAsync(string step, CancellationToken cancellation)
    {
        var (runs, keys) = (new List<Guid>(), new List<Guid>());
        await using (var command = database.CreateCommand(NewestTraces))
        {
            command.Parameters.Add(new() { Value = Newest });
            await using var rows = await command.ExecuteReaderAsync(cancellation);
            while (await rows.ReadAsync(cancellation))
            {
                var run = rows.GetGuid(0);
                runs.Add(run);
                keys.Add(
                    rows.IsDBNull(1)
                        ? StepKey.OfApiStep(run, step)
                        : StepKey.OfSpan(rows.GetString(1), step.ToLowerInvariant())
                );
            }
        }

        return await WithStepsAsync(runs, keys, cancellation);
    }

    // A run's own line, without a trace, stands for the steps that came through the API.
    private const string NewestTraces = """
        WITH newest AS (SELECT id FROM runs WHERE visible ORDER BY started_at DESC, id DESC LIMIT $1)
        SELECT id, NULL FROM newest
        UNION ALL
        SELECT n.id, t.trace_id FROM newest n JOIN run_traces t ON t.run_id = n.id
        """;

    // A step's key follows from its id, so that only the index of keys is asked and no table is read through.
    private async Task<IReadOnlyList<FoundRun>> WithStepsAsync(
        List<Guid> runs,
        List<Guid> keys,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(
            """
            SELECT DISTINCT ON (r.started_at, r.id) r.id, s.name, a.slug, r.started_at
            FROM unnest($1, $2) AS wanted (run_id, key)
            JOIN runs r ON r.id = wanted.run_id
            JOIN agents a ON a.id = r.agent_id
            CROSS JOIN LATERAL (
                SELECT name FROM steps
                WHERE class = r.class AND run_day = r.run_day AND run_id = r.id AND key = wanted.key LIMIT 1) s
            ORDER BY r.started_at DESC, r.id DESC LIMIT $3
            """
        );
        command.Parameters.Add(new() { Value = runs.ToArray() });
        command.Parameters.Add(new() { Value = keys.ToArray() });
        command.Parameters.Add(new() { Value = Most });
        return await ReadAsync(command, cancellation);
    }

    private static async Task<List<FoundRun>> ReadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var found = new List<FoundRun>();
        while (await rows.ReadAsync(cancellation))
        {
            found.Add(
                new(
                    rows.GetGuid(0),
                    rows.IsDBNull(1) ? null : rows.GetString(1),
                    rows.GetString(2),
                    rows.GetFieldValue<DateTimeOffset>(3)
                )
            );
        }

        return found;
    }
}

/// <param name="Name">Of the run, or of the step that was looked for.</param>
internal sealed record FoundRun(Guid Id, string? Name, string Agent, DateTimeOffset StartedAt);
