using ControlPlane.Domain.Runs;
using ControlPlane.Server.Platform.Storage;
using ControlPlane.Server.Runs.Recording;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs;

/// <summary>Reads all steps of a run in the narrow form of the tree.</summary>
internal sealed class RunTraces(NpgsqlDataSource database)
{
    private const int MarksOfAStep = 8;

    /// <summary>In order of start; a call that the API and a trace both report is one step.</summary>
    public async Task<IReadOnlyList<TraceStep>> StepsAsync(Guid runId, CancellationToken cancellation)
    {
        if (await RunPlace.FindAsync(database, runId, cancellation) is not { } place)
        {
            return [];
        }

        await using var command = database.CreateCommand(
            """
            SELECT key, id, parent_key, kind, operation IN ('invoke_agent', 'invoke_workflow') IS TRUE, name, started_at,
                ended_at, status, coalesce(response_model, request_model), tool_name, tool_call_id, http_target, confidence,
                attempt, error_type, left(error_message, 200), coalesce(input_tokens, 0), coalesce(output_tokens, 0),
                cost_nano_usd, duplicate_of, joined
            FROM steps WHERE class = $1 AND run_day = $2 AND run_id = $3 ORDER BY started_at, key
            """
        );
        place.AddTo(command);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var steps = new List<TraceStep>();
        var joined = new List<TraceStep>();
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellation))
        {
            (rows.GetBoolean(21) ? joined : steps).Add(Read(rows, texts));
        }

        return JoinedTraceSteps.Fold(steps, joined);
    }

    /// <summary>When log records came, by step; <see cref="Guid.Empty"/> has those without a step.</summary>
    public async Task<IReadOnlyDictionary<Guid, LogMarks>> LogsAsync(Guid runId, CancellationToken cancellation)
    {
        var marks = new Dictionary<Guid, LogMarks>();
        if (await RunPlace.FindAsync(database, runId, cancellation) is not { } place)
        {
            return marks;
        }

        await using var command = database.CreateCommand(
            $"""
            SELECT {StepReading.ShownStep}, count(*)::integer, (array_agg(c.at ORDER BY c.at))[:$4]
            FROM {StepReading.ContentsOfShownSteps} AND c.part LIKE 'log:%' GROUP BY 1
            """
        );
        place.AddTo(command);
        command.Parameters.Add(new() { Value = MarksOfAStep });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            var at = rows.GetFieldValue<DateTime[]>(2);
            marks[rows.GetGuid(0)] = new(
                rows.GetInt32(1),
                [.. at.Select(static time => new DateTimeOffset(time, TimeSpan.Zero))]
            );
        }

        return marks;
    }

    /// <summary>How much of the reports was cut, by step; <see cref="Guid.Empty"/> has what belongs to no step.</summary>
    public async Task<RunCuts> CutsAsync(Guid runId, CancellationToken cancellation)
    {
        if (await RunPlace.FindAsync(database, runId, cancellation) is not { } place)
        {
            return RunCuts.None;
        }

        await using var command = database.CreateCommand(
            $"""
            SELECT {StepReading.ShownStep}, coalesce(sum(c.cuts), 0)::bigint, bool_or(c.cuts IS NULL)
            FROM {StepReading.ContentsOfShownSteps} AND c.cuts IS DISTINCT FROM 0 GROUP BY 1
            """
        );
        place.AddTo(command);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var (cuts, counted) = (new Dictionary<Guid, long>(), true);
        while (await rows.ReadAsync(cancellation))
        {
            counted &= !rows.GetBoolean(2);
            if (rows.GetInt64(1) is > 0 and var parts)
            {
                cuts[rows.GetGuid(0)] = parts;
            }
        }

        return new(cuts, counted);
    }

    private static TraceStep Read(NpgsqlDataReader row, Dictionary<string, string> texts)
    {
        return new TraceStep
        {
            Key = row.GetGuid(0),
            Id = row.GetString(1),
            ParentKey = row.IsDBNull(2) ? null : row.GetGuid(2),
            Kind = StoredName.Parse<StepKind>(Text(3)!),
            IsAgent = row.GetBoolean(4),
            Name = Text(5)!,
            StartedAt = row.GetFieldValue<DateTimeOffset>(6),
            EndedAt = row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7),
            Status = StoredName.Parse<StepStatus>(Text(8)!),
            Model = Text(9),
            Tool = Text(10),
            ToolCallId = row.IsDBNull(11) ? null : row.GetString(11),
            Target = Text(12),
            Confidence = row.IsDBNull(13) ? null : row.GetDouble(13),
            Attempt = row.IsDBNull(14) ? null : row.GetInt32(14),
            ErrorType = Text(15),
            ErrorMessage = Text(16),
            Tokens = Math.Min(row.GetInt64(17), RunSql.MostTokens) + Math.Min(row.GetInt64(18), RunSql.MostTokens),
            CostNanoUsd = row.IsDBNull(19) ? null : row.GetInt64(19),
            DuplicateOf = row.IsDBNull(20) ? null : row.GetGuid(20),
        };

        string? Text(int column)
        {
            if (row.IsDBNull(column))
            {
                return null;
            }

            var text = row.GetString(column);
            return texts.TryGetValue(text, out var known) ? known : texts[text] = text;
        }
    }
}
