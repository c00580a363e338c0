using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs.Recording;

/// <summary>The row of a run that nothing is known of yet but its place.</summary>
internal static class NewRun
{
    public static NpgsqlBatchCommand Insert(OpenRun run, DateTimeOffset now) =>
        new(
            """
            INSERT INTO runs (id, agent_id, class, run_day, origin, agent_bound, visible, status, assembled_status, environment,
                started_at, last_received_at, steps, llm_calls, failed_llm_calls, tool_calls, errors, redactions,
                models, tool_calls_by_name, input_tokens, output_tokens, cached_input_tokens, cache_write_tokens,
                reasoning_tokens, cost_nano_usd, cost_status, cost_notes)
            VALUES ($1, $2, $3, $4, $5, $9, false, 'running', 'running', $6, $7, $8, 0, 0, 0, 0, 0, 0,
                '{}', '{}', 0, 0, 0, 0, 0, 0, 'complete', '[]')
            """
        )
        {
            Parameters =
            {
                new() { Value = run.Id },
                new() { Value = run.AgentId },
                new() { Value = run.Class },
                new() { Value = run.RunDay, NpgsqlDbType = NpgsqlDbType.Date },
                new() { Value = run.Origin },
                new() { Value = run.Environment },
                new() { Value = run.StartedAt.ToUniversalTime() },
                new() { Value = now },
                new() { Value = run.AgentBound },
            },
        };
}
