using ControlPlane.Server.Agents;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Prices;
using ControlPlane.Server.Redaction;
using ControlPlane.Server.Runs.Recording;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs;

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
    /// <returns>The run's id.</returns>
    public async Task<Outcome<Guid>> RunAsync(StartRunRequest request, RunCaller caller, CancellationToken cancellation)
    {
        var errors = request.Errors(caller);
        return errors.Count > 0
            ? Refusal.Fields(errors)
            : await ConflictRetry.RunAsync(() =>
                StartAsync(request.WithoutSecrets(redaction.Patterns), caller, cancellation)
            );
    }

    private async Task<Outcome<Guid>> StartAsync(
        StartRunRequest request,
        RunCaller caller,
        CancellationToken cancellation
    )
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
            return RunRefusals.NamesOtherAgent;
        }

        if (request.ParentRunId is { } parent && !await ExistsAsync(connection, parent, cancellation))
        {
            return Refusal.Field("parentRunId", "There is no such run.");
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
            return existing;
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
                await new TraceJoining(connection, prices.Table, now).JoinAsync(
                    id,
                    trace.ToLowerInvariant(),
                    cancellation
                )
            );
        }

        await transaction.CommitAsync(cancellation);
        announcer.AnnounceRuns(changed);
        return id;
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

    private static NpgsqlParameter Text(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
