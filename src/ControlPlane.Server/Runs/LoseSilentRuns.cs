using ControlPlane.Server.Platform.Live;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ControlPlane.Server.Runs;

/// <summary>
/// Ends runs of which nothing was heard for too long. One whose root had ended, and which only its caller never
/// completed, takes the outcome its steps tell; the others are lost. Rows another replica works on are skipped.
/// </summary>
internal sealed class LoseSilentRuns(
    NpgsqlDataSource database,
    TopicAnnouncer announcer,
    IOptions<RunOptions> options,
    TimeProvider time
)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            UPDATE runs SET
                status = CASE WHEN assembled_status IN ('succeeded', 'failed') THEN assembled_status ELSE 'lost' END,
                ended_at = coalesce(ended_at, last_received_at)
            WHERE id IN (
                SELECT id FROM runs WHERE status = 'running' AND last_received_at < $1
                ORDER BY last_received_at LIMIT 1000 FOR UPDATE SKIP LOCKED)
            RETURNING id
            """
        );
        command.Parameters.Add(new() { Value = time.GetUtcNow() - options.Value.SilenceBeforeLost });
        var lost = new List<Guid>();
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            lost.Add(rows.GetGuid(0));
        }

        announcer.AnnounceRuns(lost);
        return lost.Count;
    }
}
