using System.Text.Json.Nodes;
using ControlPlane.Domain.Platform;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Redaction;
using ControlPlane.Server.Runs.Recording;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs;

/// <summary>What <c>POST /api/v1/runs/{id}/complete</c> says.</summary>
/// <param name="Status">succeeded | failed | cancelled.</param>
/// <param name="Output">Any JSON: the result of the run.</param>
/// <param name="Error">Why it failed: a text, or <c>{type, message}</c>.</param>
/// <param name="State">Not kept by this release: refused rather than lost.</param>
/// <param name="Completed">Whether the task was completed, which is not the same as success.</param>
/// <param name="Feedback">Any JSON: what the user thought of it.</param>
internal sealed record CompleteRunRequest(
    string? Status = null,
    JsonNode? Output = null,
    JsonNode? Error = null,
    JsonNode? State = null,
    bool? Completed = null,
    JsonNode? Feedback = null
);

/// <summary>Ends a run. Saying the same again changes nothing; saying something else is refused.</summary>
internal sealed class CompleteRun(
    NpgsqlDataSource database,
    CurrentRedaction redaction,
    TopicAnnouncer announcer,
    TimeProvider time
)
{
    private static readonly string[] Statuses = ["succeeded", "failed", "cancelled"];

    /// <returns>The run's id; another one if it was merged.</returns>
    public async Task<Outcome<Guid>> RunAsync(
        Guid runId,
        CompleteRunRequest request,
        RunCaller caller,
        CancellationToken cancellation
    )
    {
        if (!Statuses.Contains(request.Status, StringComparer.Ordinal))
        {
            return Refusal.Field("status", $"One of {string.Join(", ", Statuses)}.");
        }

        if (request.State is not null)
        {
            return Refusal.Field("state", "This release does not keep the state of agents.");
        }

        return await ConflictRetry.RunAsync(() => EndAsync(runId, request, caller, cancellation));
    }

    private async Task<Outcome<Guid>> EndAsync(
        Guid runId,
        CompleteRunRequest request,
        RunCaller caller,
        CancellationToken cancellation
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var now = time.GetUtcNow();
        var placement = new RunPlacement(connection, now);
        await placement.OpenAsync([runId], cancellation);
        if (placement.Find(runId) is not { } run)
        {
            return RunRefusals.NoSuchRun;
        }

        if (caller.AgentId is { } agent && agent != run.AgentId)
        {
            return RunRefusals.OtherAgent;
        }

        if (run.DeclaredStatus is { } declared)
        {
            return declared == request.Status
                ? run.Id
                : Refusal.Conflict($"The run was already completed as {declared}.");
        }

        await CompleteAsync(connection, run, request, now, cancellation);
        if (request.Output is { } output)
        {
            await StepInsertion.InsertContentAsync(
                connection,
                RunDocument.Output(run, output, redaction.Patterns, now),
                cancellation
            );
        }

        await transaction.CommitAsync(cancellation);
        announcer.AnnounceRuns([run.Id]);
        return run.Id;
    }

    private async Task CompleteAsync(
        NpgsqlConnection connection,
        OpenRun run,
        CompleteRunRequest request,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE runs SET status = $2, declared_status = $2, ended_at = greatest(started_at, $3),
                last_received_at = greatest(last_received_at, $3), error = coalesce($4, error), completed = $5,
                feedback = $6
            WHERE id = $1
            """,
            connection
        );
        var error = ReportRedaction.Of(request.Error, redaction.Patterns).Value;
        var feedback = ReportRedaction.Of(request.Feedback, redaction.Patterns).Value;
        command.Parameters.Add(new() { Value = run.Id });
        command.Parameters.Add(new() { Value = request.Status! });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(
            new() { Value = (object?)ErrorText(error) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
        );
        command.Parameters.Add(
            new() { Value = (object?)request.Completed ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Boolean }
        );
        command.Parameters.Add(
            new() { Value = (object?)feedback?.ToJsonString() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb }
        );
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string? ErrorText(JsonNode? error)
    {
        var text = error switch
        {
            null => null,
            JsonObject details => details["message"]?.ToString() ?? details.ToJsonString(),
            _ => error.ToString(),
        };
        return text is null ? null : SafeText.Cut(SafeText.Clean(text), 1_000);
    }
}
