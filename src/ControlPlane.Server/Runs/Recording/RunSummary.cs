using System.Text.Json;
using ControlPlane.Domain.Prices;
using ControlPlane.Domain.Runs;
using ControlPlane.Server.Agents;
using ControlPlane.Server.Platform.Storage;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs.Recording;

/// <summary>Brings the row of a run up to what its steps add up to.</summary>
internal sealed class RunSummary(NpgsqlConnection connection, PriceTable prices, DateTimeOffset now)
{
    public async Task RefreshAsync(
        IReadOnlyCollection<OpenRun> runs,
        ILookup<Guid, StoredStep> inMemory,
        CancellationToken cancellation
    )
    {
        if (runs.Count == 0)
        {
            return;
        }

        var assembled = new List<(OpenRun Run, AssembledRun Facts, RunCost Cost)>(runs.Count);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var run in runs.OrderBy(static run => run.Id))
        {
            var steps = run.IsNew ? [.. inMemory[run.Id]] : await StepReading.OfRunAsync(connection, run, cancellation);
            if (steps.Count == 0)
            {
                continue; // only log records of it have come
            }

            var facts = RunAssembly.Assemble(steps.Select(static step => step.Facts));
            assembled.Add((run, facts, RunCost.Of(facts, Resolve(batch, run, steps, facts))));
        }

        if (assembled.Count == 0)
        {
            return;
        }

        var agents = await AgentsAsync(assembled, cancellation);
        foreach (var (run, facts, cost) in assembled)
        {
            batch.BatchCommands.Add(Update(run, facts, cost, agents[run.Id]));
        }

        await batch.ExecuteNonQueryAsync(cancellation);
        await MarkAgentsSeen.InAsync(connection, [.. agents.Values.Distinct()], now, cancellation);
    }

    // The agent of discovered telemetry is the root's, and the root may come last.
    private async Task<Dictionary<Guid, Guid>> AgentsAsync(
        List<(OpenRun Run, AssembledRun Facts, RunCost Cost)> runs,
        CancellationToken cancellation
    )
    {
        var free = runs.Where(static run =>
                run.Run is { Origin: OpenRun.FromTelemetry, AgentBound: false } && run.Facts.AgentName is not null
            )
            .ToArray();
        var ids = await DiscoverAgents.InAsync(
            connection,
            [.. free.Select(static run => run.Facts.AgentName!)],
            now,
            cancellation
        );
        var agents = runs.ToDictionary(static run => run.Run.Id, static run => run.Run.AgentId);
        foreach (var (run, facts, _) in free)
        {
            agents[run.Id] = ids[facts.AgentName!];
        }

        return agents;
    }

    /// <summary>
    /// Notes on the steps what only the whole run tells: which are duplicates, and the cost of a call whose usage came
    /// with its duplicate. A price once found stays, so that a later table does not change the past.
    /// </summary>
    private Dictionary<Guid, long> Resolve(NpgsqlBatch batch, OpenRun run, List<StoredStep> stored, AssembledRun facts)
    {
        var costs = new Dictionary<Guid, long>();
        var before = stored.ToDictionary(static step => step.Facts.Key);
        foreach (var step in facts.Steps)
        {
            var known = before[step.Facts.Key];
            var (cost, price) = known.CostNanoUsd is null
                ? StepPricing.Of(prices, step.Facts)
                : (known.CostNanoUsd, known.Price);
            if (cost is { } nanoUsd && !step.IsDuplicate)
            {
                costs[step.Facts.Key] = nanoUsd;
            }

            if (step.DuplicateOf != known.DuplicateOf || cost != known.CostNanoUsd)
            {
                batch.BatchCommands.Add(Resolution(run, step, cost, price));
            }
        }

        return costs;
    }

    private static NpgsqlBatchCommand Resolution(OpenRun run, AssembledStep step, long? cost, string? price) =>
        new(
            """
            UPDATE steps SET duplicate_of = $5, cost_nano_usd = $6, price = $7, joined = $8
            WHERE class = $1 AND run_day = $2 AND run_id = $3 AND key = $4
            """
        )
        {
            Parameters =
            {
                new() { Value = run.Class },
                new() { Value = run.RunDay },
                new() { Value = run.Id },
                new() { Value = step.Facts.Key },
                new() { Value = (object?)step.DuplicateOf ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = (object?)cost ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
                new() { Value = (object?)price ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = step.IsJoined },
            },
        };

    // The root's own words, else those of the failure that ended last.
    private static string? ErrorOf(AssembledRun facts)
    {
        if (facts.Status != RunStatus.Failed)
        {
            return null;
        }

        var failed = facts.Steps.Where(static step => step.Facts.Status == StepStatus.Error).ToArray();
        var root = failed.FirstOrDefault(step => step.Facts.Key == facts.RootKey)?.Facts;
        var last = failed.MaxBy(static step => step.Facts.EndedAt ?? step.Facts.StartedAt)?.Facts;
        return root?.ErrorMessage ?? last?.ErrorMessage ?? root?.ErrorType ?? last?.ErrorType;
    }

    private NpgsqlBatchCommand Update(OpenRun run, AssembledRun facts, RunCost cost, Guid agentId)
    {
        var command = new NpgsqlBatchCommand(
            """
            UPDATE runs SET agent_id = $2, visible = visible OR $3, assembled_status = $4,
                status = CASE
                    WHEN declared_status IS NOT NULL THEN declared_status
                    WHEN origin = 'api' OR status IN ('waiting', 'stopping', 'stopped', 'cancelled') THEN
                        CASE WHEN status = 'lost' THEN 'running' ELSE status END
                    ELSE $4 END,
                environment = CASE WHEN origin = 'api' THEN environment ELSE coalesce($5, environment) END,
                version = coalesce(CASE WHEN origin = 'api' THEN version END, $6, version),
                name = coalesce($7, name),
                session_id = coalesce(CASE WHEN origin = 'api' THEN session_id END, $8, session_id),
                user_id = coalesce(CASE WHEN origin = 'api' THEN user_id END, $9, user_id),
                started_at = CASE WHEN origin = 'api' THEN least(started_at, $10) ELSE $10 END,
                ended_at = CASE WHEN declared_status IS NOT NULL THEN greatest(ended_at, $11)
                    WHEN origin = 'api' THEN CASE WHEN status = 'lost' THEN NULL ELSE ended_at END ELSE $12 END,
                last_received_at = greatest(last_received_at, $13), error = CASE WHEN declared_status IS NULL THEN $14 ELSE coalesce(error, $14) END, steps = $15,
                llm_calls = $16, failed_llm_calls = $17, tool_calls = $18, errors = $19, redactions = $20 + (
                    SELECT coalesce(sum(c.redactions), 0) FROM step_contents c
                    WHERE c.class = runs.class AND c.run_day = runs.run_day AND c.run_id = runs.id),
                models = $21, tool_calls_by_name = $22, input_tokens = $23, output_tokens = $24,
                cached_input_tokens = $25, cache_write_tokens = $26, reasoning_tokens = $27,
                cost_nano_usd = $28, cost_status = $29, reported_cost_nano_usd = $30, cost_notes = $31
            WHERE id = $1
            """
        );
        var status = StoredName.Of(facts.Status);
        Add(run.Id);
        Add(agentId);
        Add(facts.Steps.Any(static step => !step.Facts.IsAgentDefinition));
        Add(status);
        AddText(facts.Environment);
        AddText(facts.Version);
        AddText(facts.Name);
        AddText(facts.SessionId);
        AddText(facts.UserId);
        Add(facts.StartedAt.ToUniversalTime());
        AddTime(facts.LastSeenAt);
        AddTime(facts.EndedAt);
        Add(now);
        AddText(ErrorOf(facts));
        Add(facts.Steps.Count(static step => !step.IsJoined));
        Add(facts.LlmCalls);
        Add(facts.FailedLlmCalls);
        Add(facts.ToolCalls);
        Add(facts.Errors);
        Add(facts.Steps.Sum(static step => step.Facts.Redactions));
        Add(facts.Models.ToArray());
        AddJson(facts.ToolCallsByName);
        Add(facts.Usage.Input);
        Add(facts.Usage.Output);
        Add(facts.Usage.CachedInput);
        Add(facts.Usage.CacheWrite);
        Add(facts.Usage.Reasoning);
        Add(cost.NanoUsd);
        Add(StoredName.Of(cost.Status));
        command.Parameters.Add(
            new() { Value = (object?)facts.ReportedCostNanoUsd ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint }
        );
        AddJson(cost.Notes);
        return command;

        void Add(object value) => command.Parameters.Add(new() { Value = value });
        void AddText(string? value) =>
            command.Parameters.Add(new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        void AddTime(DateTimeOffset? value) =>
            command.Parameters.Add(
                new()
                {
                    Value = (object?)value?.ToUniversalTime() ?? DBNull.Value,
                    NpgsqlDbType = NpgsqlDbType.TimestampTz,
                }
            );
        void AddJson<T>(T value) =>
            command.Parameters.Add(
                new() { Value = JsonSerializer.Serialize(value), NpgsqlDbType = NpgsqlDbType.Jsonb }
            );
    }
}
