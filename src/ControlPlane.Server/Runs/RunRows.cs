using System.Text.Json;
using ControlPlane.Domain.Runs;
using ControlPlane.Server.Platform.Storage;
using Npgsql;

namespace ControlPlane.Server.Runs;

/// <summary>Reads rows of runs (alias <c>r</c>) joined with their agent (alias <c>a</c>).</summary>
internal static class RunRows
{
    public const string Columns = """
        r.id, a.slug, coalesce(r.task, r.name), r.status, r.environment, r.version, r.started_at, r.ended_at,
        r.session_id, r.user_id, r.llm_calls, r.failed_llm_calls, r.tool_calls, r.errors, r.models, r.input_tokens,
        r.output_tokens, r.cached_input_tokens, r.cache_write_tokens, r.reasoning_tokens, r.cost_nano_usd,
        r.cost_status, r.reported_cost_nano_usd, r.steps, r.tool_calls_by_name, r.parent_run_id, r.error,
        r.redactions, r.cost_notes,
        ARRAY(SELECT t.trace_id FROM run_traces t WHERE t.run_id = r.id ORDER BY t.first_at, t.trace_id),
        r.agent_id, r.last_received_at
        """;

    public static async Task<List<RunDetail>> ReadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var runs = new List<RunDetail>();
        while (await rows.ReadAsync(cancellation))
        {
            runs.Add(Read(rows));
        }

        return runs;
    }

    private static RunDetail Read(NpgsqlDataReader row)
    {
        var run = new RunRow(
            row.GetGuid(0),
            row.GetString(1),
            Text(2),
            StoredName.Parse<RunStatus>(row.GetString(3)),
            row.GetString(4),
            Text(5),
            row.GetFieldValue<DateTimeOffset>(6),
            row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7),
            Text(8),
            Text(9),
            row.GetInt32(10),
            row.GetInt32(11),
            row.GetInt32(12),
            row.GetInt32(13),
            row.GetFieldValue<string[]>(14),
            new TokenUsage(row.GetInt64(15), row.GetInt64(16), row.GetInt64(17), row.GetInt64(18), row.GetInt64(19)),
            row.GetInt64(20),
            StoredName.Parse<CostStatus>(row.GetString(21)),
            row.IsDBNull(22) ? null : row.GetInt64(22),
            row.GetInt32(23)
        )
        {
            AgentId = row.GetGuid(30),
            LastReceivedAt = row.GetFieldValue<DateTimeOffset>(31),
        };
        return new RunDetail(
            run,
            row.GetFieldValue<string[]>(29),
            JsonSerializer.Deserialize<SortedDictionary<string, int>>(row.GetString(24))!,
            row.IsDBNull(25) ? null : row.GetGuid(25),
            Text(26),
            // Nothing reserves before it spends yet, so whatever was spent was only reported.
            run.CostNanoUsd > 0
                || run.CostStatus != CostStatus.Complete,
            row.GetInt32(27),
            JsonSerializer.Deserialize<string[]>(row.GetString(28))!
        );

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }
}
