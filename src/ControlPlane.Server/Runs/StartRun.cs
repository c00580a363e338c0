using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ControlPlane.Domain.Ingestion.Otlp;
using ControlPlane.Domain.Prices;
using ControlPlane.Domain.Redaction;
using ControlPlane.Server.Agents;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Prices;
using ControlPlane.Server.Redaction;
using ControlPlane.Server.Runs.Recording;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs;

/// <summary>What <c>POST /api/v1/runs</c> asks for.</summary>
/// <param name="Agent">Slug or name. May be left out with a key that is bound to an agent.</param>
/// <param name="Version">Behavioral version.</param>
/// <param name="Task">What the run is about, in a few words.</param>
/// <param name="Input">Any JSON: the input of the run. Redacted like everything else.</param>
/// <param name="Environment">Default: <c>default</c>.</param>
/// <param name="TraceId">32 hex digits: the OpenTelemetry trace whose spans join this run.</param>
/// <param name="IdempotencyKey">The same key of the same agent gives the same run.</param>
internal sealed record StartRunRequest(
    string? Agent = null,
    string? Version = null,
    string? Task = null,
    JsonNode? Input = null,
    string? SessionId = null,
    string? UserId = null,
    string? Environment = null,
    Guid? ParentRunId = null,
    string? TraceId = null,
    string? IdempotencyKey = null
);

/// <param name="AgentId">The agent of the caller's key; null if it may start runs of any.</param>
internal sealed record RunCaller(Guid? AgentId, string Name);

/// <summary>Starts a run, once for each idempotency key.</summary>
internal sealed class StartRun(
    NpgsqlDataSource database,
    StepPartitions partitions,
    CurrentPrices prices,
    CurrentRedaction redaction,
    TopicAnnouncer announcer,
    TimeProvider time
)
{
    /// <returns>The run's id, or what is wrong with which field.</returns>
    public async Task<RunOutcome> RunAsync(StartRunRequest request, RunCaller caller, CancellationToken cancellation)
    {
        var errors = Validate(request, caller);
        if (errors.Count > 0)
        {
            return new RunOutcome.Invalid(errors);
        }

        return await ConflictRetry.RunAsync(() =>
            StartAsync(WithoutSecrets(request, redaction.Patterns), caller, cancellation)
        );
    }

    private async Task<RunOutcome> StartAsync(StartRunRequest request, RunCaller caller, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var environment = request.Environment ?? EnvironmentClass.DefaultEnvironment;
        var environmentClass = EnvironmentClass.Of(environment);
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        await partitions.EnsureAsync([(environmentClass, day)], cancellation);

        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var agent = await AgentOfAsync(connection, request, caller, now, cancellation);
        if (agent is null)
        {
            return RunOutcome.Invalid.Of("agent", "This key belongs to another agent.");
        }

        if (request.ParentRunId is { } parent && !await ExistsAsync(connection, parent, cancellation))
        {
            return RunOutcome.Invalid.Of("parentRunId", "There is no such run.");
        }

        var id = Guid.CreateVersion7(now);
        var run = new OpenRun(
            id,
            agent.Value,
            environmentClass,
            day,
            OpenRun.FromApi,
            true,
            null,
            null,
            environment,
            now,
            null
        );
        if (await InsertAsync(connection, run, request, caller, now, cancellation) is { } existing)
        {
            return new RunOutcome.Done(existing);
        }

        if (request.Input is not null)
        {
            await StepInsertion.InsertContentAsync(
                connection,
                RunDocument.Input(run, request.Input, redaction.Patterns, now),
                cancellation
            );
        }

        var changed = new List<Guid> { id };
        if (request.TraceId is { } trace)
        {
            changed.AddRange(
                await JoinTraceAsync(connection, id, trace.ToLowerInvariant(), prices.Table, now, cancellation)
            );
        }

        await transaction.CommitAsync(cancellation);
        announcer.AnnounceRuns(changed);
        return new RunOutcome.Done(id);
    }

    private static StartRunRequest WithoutSecrets(StartRunRequest request, RedactionPatterns patterns)
    {
        return request with
        {
            Agent = Clean(request.Agent),
            Version = Clean(request.Version),
            Task = Clean(request.Task),
            SessionId = Clean(request.SessionId),
            UserId = Clean(request.UserId),
            Environment = Clean(request.Environment),
            // Two keys must not become one by redaction.
            IdempotencyKey =
                request.IdempotencyKey is { } key && Clean(key) != key
                    ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))
                    : request.IdempotencyKey,
        };

        string? Clean(string? text) => ReportRedaction.Of(text, patterns);
    }

    private static Dictionary<string, string[]> Validate(StartRunRequest request, RunCaller caller)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(request.Agent) && caller.AgentId is null)
        {
            errors["agent"] = ["Say which agent runs."];
        }

        if (request.TraceId is { } trace && !HexId.IsValid(trace, HexId.TraceDigits))
        {
            errors["traceId"] = ["A trace id is 32 hexadecimal digits, not all zero."];
        }

        if (request.IdempotencyKey is "")
        {
            errors["idempotencyKey"] = ["1 to 200 characters, or left out."];
        }

        TextLimits.Check(errors, "agent", request.Agent, 200);
        TextLimits.Check(errors, "task", request.Task, 1_000);
        TextLimits.Check(errors, "version", request.Version, 200);
        TextLimits.Check(errors, "environment", request.Environment, 100);
        TextLimits.Check(errors, "sessionId", request.SessionId, 500);
        TextLimits.Check(errors, "userId", request.UserId, 500);
        TextLimits.Check(errors, "idempotencyKey", request.IdempotencyKey, 200);
        return errors;
    }

    private static async Task<Guid?> AgentOfAsync(
        NpgsqlConnection connection,
        StartRunRequest request,
        RunCaller caller,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (string.IsNullOrWhiteSpace(request.Agent))
        {
            return caller.AgentId;
        }

        var agents = await DiscoverAgents.InAsync(
            connection,
            [request.Agent],
            now,
            cancellation,
            register: caller.AgentId is null
        );
        var named = agents.TryGetValue(request.Agent, out var id) ? id : (Guid?)null;
        return caller.AgentId is null || caller.AgentId == named ? named : null;
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, Guid run, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT 1 FROM runs WHERE id = $1", connection);
        command.Parameters.Add(new() { Value = run });
        return await command.ExecuteScalarAsync(cancellation) is not null;
    }

    /// <returns>The run that has this idempotency key already, or null.</returns>
    private static async Task<Guid?> InsertAsync(
        NpgsqlConnection connection,
        OpenRun run,
        StartRunRequest request,
        RunCaller caller,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (request.IdempotencyKey is { } key && await FindByKeyAsync(connection, run, key, cancellation) is { } known)
        {
            return known;
        }

        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(NewRun.Insert(run, now));
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(
                """
                UPDATE runs SET visible = true, task = $2, version = $3, session_id = $4, user_id = $5,
                    parent_run_id = $6, idempotency_key = $7, started_by = $8
                WHERE id = $1
                """
            )
            {
                Parameters =
                {
                    new() { Value = run.Id },
                    Text(request.Task),
                    Text(request.Version),
                    Text(request.SessionId),
                    Text(request.UserId),
                    new() { Value = (object?)request.ParentRunId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                    Text(request.IdempotencyKey),
                    new() { Value = caller.Name },
                },
            }
        );
        await batch.ExecuteNonQueryAsync(cancellation);
        return null;
    }

    // Callers with the same key take turns, so that the second sees the first one's run.
    private static async Task<Guid?> FindByKeyAsync(
        NpgsqlConnection connection,
        OpenRun run,
        string key,
        CancellationToken cancellation
    )
    {
        await using var turn = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended($1, 1))", connection);
        turn.Parameters.Add(new() { Value = $"{run.AgentId}\n{key}" });
        await turn.ExecuteNonQueryAsync(cancellation);
        await using var find = new NpgsqlCommand(
            "SELECT id FROM runs WHERE agent_id = $1 AND idempotency_key = $2",
            connection
        );
        find.Parameters.Add(new() { Value = run.AgentId });
        find.Parameters.Add(new() { Value = key });
        return (Guid?)await find.ExecuteScalarAsync(cancellation);
    }

    // Telemetry of the trace may have come first, as a run of its own: that one moves into this.
    private static async Task<IEnumerable<Guid>> JoinTraceAsync(
        NpgsqlConnection connection,
        Guid runId,
        string traceId,
        PriceTable prices,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using (
            var command = new NpgsqlCommand(
                "INSERT INTO run_traces (trace_id, run_id) VALUES ($1, $2) ON CONFLICT (trace_id) DO NOTHING",
                connection
            )
        )
        {
            command.Parameters.Add(new() { Value = traceId });
            command.Parameters.Add(new() { Value = runId });
            await command.ExecuteNonQueryAsync(cancellation);
        }

        var placement = new RunPlacement(connection, now);
        var found = await placement.RunOfAsync(traceId, cancellation);
        await placement.OpenAsync([runId, found], cancellation);
        if (
            placement.Find(found) is { Origin: OpenRun.FromTelemetry } telemetry
            && placement.Find(runId) is { } started
            && (!telemetry.AgentBound || telemetry.AgentId == started.AgentId)
        )
        {
            await new RunMerging(connection, placement).MergeAsync(telemetry.Id, runId, cancellation);
            await new RunSummary(connection, prices, now).RefreshAsync(
                [placement.Find(runId)!],
                Array.Empty<StoredStep>().ToLookup(static step => step.RunId),
                cancellation
            );
        }

        return placement.Moves.Select(static move => move.From);
    }

    private static NpgsqlParameter Text(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
