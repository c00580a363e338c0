using ControlPlane.Domain.Runs;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs.Recording;

/// <summary>
/// Joins rootless traces of one session to one run (<see cref="SessionTraces"/>). Writers of the same session take
/// turns, from before they look until they commit: two that each brought one of two neighbours would otherwise both
/// see none.
/// </summary>
internal sealed class SessionGrouping(NpgsqlConnection connection, RunPlacement placement)
{
    private sealed record Member(string TraceId, string Group, DateTimeOffset FirstAt, DateTimeOffset LastAt);

    public async Task LockAsync(RecordingBatch batch, CancellationToken cancellation)
    {
        var groups = batch
            .Steps.Select(static step => SessionTraces.GroupOf(step.Facts))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToArray();
        foreach (var group in groups)
        {
            await using var command = new NpgsqlCommand(
                "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
                connection
            );
            command.Parameters.Add(new() { Value = group });
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    public async Task MergeAsync(
        IReadOnlyCollection<StoredStep> stored,
        RunMerging merging,
        CancellationToken cancellation
    )
    {
        foreach (var member in Members(stored))
        {
            var neighbours = await NeighboursAsync(await NoteAsync(member, cancellation), cancellation);
            await placement.OpenAsync([.. neighbours], cancellation);
            await JoinAsync(placement.RunOfTrace[member.TraceId], neighbours, merging, cancellation);
        }
    }

    private static IEnumerable<Member> Members(IEnumerable<StoredStep> stored) =>
        from step in stored
        let facts = step.Facts
        let @group = SessionTraces.GroupOf(facts)
        where @group is not null
        orderby facts.StartedAt, facts.TraceId
        select new Member(facts.TraceId!, @group, facts.StartedAt, facts.EndedAt ?? facts.StartedAt);

    /// <returns>The trace as a whole: with what was stored of it before.</returns>
    private async Task<Member> NoteAsync(Member member, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE run_traces SET rootless_group = $2, first_at = least(first_at, $3), last_at = greatest(last_at, $4)
            WHERE trace_id = $1 RETURNING first_at, last_at
            """,
            connection
        );
        command.Parameters.Add(new() { Value = member.TraceId });
        command.Parameters.Add(new() { Value = member.Group });
        command.Parameters.Add(new() { Value = member.FirstAt.ToUniversalTime() });
        command.Parameters.Add(new() { Value = member.LastAt.ToUniversalTime() });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        await rows.ReadAsync(cancellation);
        return member with
        {
            FirstAt = rows.GetFieldValue<DateTimeOffset>(0),
            LastAt = rows.GetFieldValue<DateTimeOffset>(1),
        };
    }

    private async Task<List<Guid>> NeighboursAsync(Member member, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT DISTINCT run_id FROM run_traces
            WHERE rootless_group = $1 AND first_at < $2 AND last_at > $3
            """,
            connection
        );
        command.Parameters.Add(new() { Value = member.Group });
        command.Parameters.Add(Time(member.LastAt + SessionTraces.LargestGap));
        command.Parameters.Add(Time(member.FirstAt - SessionTraces.LargestGap));
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var runs = new List<Guid>();
        while (await rows.ReadAsync(cancellation))
        {
            runs.Add(rows.GetGuid(0));
        }

        return runs;
    }

    // The oldest run stays, so that the one people may already look at keeps its address. Runs of keys that are bound
    // to different agents never become one, whatever their clients call service and session.
    private async Task JoinAsync(Guid ownId, List<Guid> neighbours, RunMerging merging, CancellationToken cancellation)
    {
        if (placement.Find(ownId) is not { Origin: OpenRun.FromTelemetry } own)
        {
            return;
        }

        var runs = neighbours
            .Select(placement.Find)
            .OfType<OpenRun>()
            .Append(own)
            .Where(run => run.Origin == OpenRun.FromTelemetry && BoundTo(run) == BoundTo(own))
            .DistinctBy(static run => run.Id)
            .OrderBy(static run => run.Id)
            .ToArray();
        foreach (var run in runs.Skip(1))
        {
            await merging.MergeAsync(run.Id, runs[0].Id, cancellation);
        }
    }

    private static Guid? BoundTo(OpenRun run) => run.AgentBound ? run.AgentId : null;

    private static NpgsqlParameter Time(DateTimeOffset value) =>
        new() { Value = value.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
