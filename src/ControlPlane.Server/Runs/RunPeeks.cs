using ControlPlane.Domain.Runs;
using ControlPlane.Server.Platform.Storage;
using ControlPlane.Server.Runs.Recording;
using Npgsql;

namespace ControlPlane.Server.Runs;

/// <summary>Reads what is shown of a run beside the list.</summary>
internal sealed class RunPeeks(NpgsqlDataSource database, RunQueries runs, RunMessages messages)
{
    private const int MostSteps = 6;

    /// <param name="Detail">Null if there is no such run.</param>
    internal sealed record Peek(RunDetail? Detail, RunTexts Messages, IReadOnlyList<PeekedStep> Steps);

    internal sealed record PeekedStep(
        Guid Key,
        string Name,
        StepKind Kind,
        bool IsAgent,
        bool Failed,
        string? Error,
        DateTimeOffset StartedAt,
        DateTimeOffset? EndedAt
    );

    public async Task<Peek> ReadAsync(Guid id, CancellationToken cancellation)
    {
        if (await runs.FindAsync(id, cancellation) is not { } detail)
        {
            return new(null, RunTexts.None, []);
        }

        var texts = await messages.ReadAsync([detail.Run.Id], cancellation);
        var steps = await StepsAsync(detail.Run.Id, cancellation);
        return new(detail, texts.GetValueOrDefault(detail.Run.Id, RunTexts.None), steps);
    }

    // Failed ones first, then the slowest that others are not inside of; shown in the order of their start.
    private async Task<IReadOnlyList<PeekedStep>> StepsAsync(Guid id, CancellationToken cancellation)
    {
        if (await RunPlace.FindAsync(database, id, cancellation) is not { } place)
        {
            return [];
        }

        await using var command = database.CreateCommand(
            """
            SELECT key, coalesce(tool_name, name), kind, operation IN ('invoke_agent', 'invoke_workflow') IS TRUE,
                status = 'error', error_message, started_at, ended_at FROM (
                SELECT * FROM steps WHERE class = $1 AND run_day = $2 AND run_id = $3 AND duplicate_of IS NULL
                ORDER BY status = 'error' DESC, operation IN ('invoke_agent', 'invoke_workflow') IS TRUE,
                    ended_at - started_at DESC NULLS FIRST LIMIT $4) AS picked
            ORDER BY started_at, key
            """
        );
        place.AddTo(command);
        command.Parameters.Add(new() { Value = MostSteps });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var steps = new List<PeekedStep>();
        while (await rows.ReadAsync(cancellation))
        {
            steps.Add(
                new(
                    rows.GetGuid(0),
                    rows.GetString(1),
                    StoredName.Parse<StepKind>(rows.GetString(2)),
                    rows.GetBoolean(3),
                    rows.GetBoolean(4),
                    rows.IsDBNull(5) ? null : rows.GetString(5),
                    rows.GetFieldValue<DateTimeOffset>(6),
                    rows.IsDBNull(7) ? null : rows.GetFieldValue<DateTimeOffset>(7)
                )
            );
        }

        return steps;
    }
}
