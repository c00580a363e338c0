using ControlPlane.Domain.Runs;
using Npgsql;

namespace ControlPlane.Server.Runs;

/// <summary>A run of a session with what was asked and answered.</summary>
internal sealed record SessionTurn(RunRow Run, RunTexts Texts);

/// <summary>What all runs of a session add up to.</summary>
internal sealed record SessionTotals(
    long Runs,
    DateTimeOffset? FirstAt,
    DateTimeOffset? LastAt,
    TimeSpan Worked,
    decimal InputTokens,
    decimal OutputTokens,
    decimal CostNanoUsd,
    bool CostIsComplete,
    long Failed
);

/// <param name="Turns">The newest runs, in the order of their start.</param>
internal sealed record SessionView(SessionTotals Totals, IReadOnlyList<SessionTurn> Turns);

/// <summary>Reads the runs of one conversation.</summary>
internal sealed class SessionQueries(NpgsqlDataSource database, RunList runs, RunMessages messages)
{
    public async Task<SessionView> ReadAsync(string session, int most, CancellationToken cancellation)
    {
        var totals = await TotalsAsync(session, cancellation);
        var page = await runs.ReadAsync(
            new RunCriteria { Session = new([session], []) },
            RunOrder.Newest,
            null,
            most,
            cancellation
        );
        var texts = await messages.ReadAsync([.. page.Items.Select(static run => run.Id)], cancellation);
        return new(
            totals,
            [
                .. page
                    .Items.Reverse()
                    .Select(run => new SessionTurn(run, texts.GetValueOrDefault(run.Id, RunTexts.None))),
            ]
        );
    }

    private async Task<SessionTotals> TotalsAsync(string session, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            SELECT count(*), min(started_at), max(coalesce(ended_at, started_at)),
                coalesce(sum(ended_at - started_at), interval '0'), coalesce(sum(input_tokens), 0),
                coalesce(sum(output_tokens), 0), coalesce(sum(cost_nano_usd), 0),
                coalesce(bool_and(cost_status = 'complete'), true), count(*) FILTER (WHERE status = 'failed')
            FROM runs WHERE visible AND session_id = $1
            """
        );
        command.Parameters.Add(new() { Value = session });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        await rows.ReadAsync(cancellation);
        return new(
            rows.GetInt64(0),
            rows.IsDBNull(1) ? null : rows.GetFieldValue<DateTimeOffset>(1),
            rows.IsDBNull(2) ? null : rows.GetFieldValue<DateTimeOffset>(2),
            rows.GetFieldValue<TimeSpan>(3),
            rows.GetDecimal(4),
            rows.GetDecimal(5),
            rows.GetDecimal(6),
            rows.GetBoolean(7),
            rows.GetInt64(8)
        );
    }
}
