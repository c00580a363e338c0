using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ControlPlane.Server.Platform.Hosting.Http;
using Npgsql;

namespace ControlPlane.Server.Runs;

/// <summary>Pages of the list of runs, in any of its orders. Each page begins where the last one ended, by key.</summary>
internal sealed class RunList(NpgsqlDataSource database)
{
    private const string From = "FROM runs r JOIN agents a ON a.id = r.agent_id";

    public async Task<Page<RunRow>> ReadAsync(
        RunCriteria criteria,
        RunOrder order,
        string? cursor,
        int limit,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand();
        var sql = new RunSql(command);
        string?[] conditions =
        [
            sql.Rest(criteria),
            sql.Status(criteria),
            sql.Environment(criteria),
            sql.Model(criteria),
            sql.Agent(criteria, static slugs => $"SELECT id FROM agents WHERE slug = ANY({slugs})"),
            cursor is null ? null : After(sql, order, cursor),
        ];
        var where = string.Join(" AND ", conditions.Where(static condition => condition is not null));
        var (column, direction) = (RunSql.ColumnOf(order.By), order.Descending ? "DESC" : "ASC");
        command.CommandText =
            $"SELECT {RunRows.Columns} {From} WHERE {where} "
            + $"ORDER BY {column} {direction}, r.id {direction} LIMIT {sql.Add(limit + 1)}";
        var runs = await RunRows.ReadAsync(command, cancellation);
        RunRow[] page = [.. runs.Take(limit).Select(static detail => detail.Run)];
        return new Page<RunRow>(page, runs.Count > limit ? CursorOf(order, page[^1]) : null);
    }

    /// <summary>Some runs as they are now.</summary>
    public async Task<IReadOnlyList<RunRow>> RenewAsync(Guid[] ids, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"SELECT {RunRows.Columns} {From} WHERE r.id = ANY($1)");
        command.Parameters.Add(new() { Value = ids });
        return [.. (await RunRows.ReadAsync(command, cancellation)).Select(static detail => detail.Run)];
    }

    private static string After(RunSql sql, RunOrder order, string cursor)
    {
        var (value, id) = Parse(cursor);
        object bound = order.By == RunSort.Started ? new DateTimeOffset(value, TimeSpan.Zero) : value;
        return $"({RunSql.ColumnOf(order.By)}, r.id) {(order.Descending ? '<' : '>')} ({sql.Add(bound)}, {sql.Add(id)})";
    }

    private static string CursorOf(RunOrder order, RunRow run) =>
        Base64Url.EncodeToString(
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{order.ValueOf(run)}.{run.Id:N}"))
        );

    private static (long Value, Guid Id) Parse(string cursor)
    {
        var text = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor));
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return
            dot > 0
            && long.TryParse(
                text.AsSpan(0, dot),
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var value
            )
            && Guid.TryParseExact(text[(dot + 1)..], "N", out var id)
            ? (value, id)
            : throw new FormatException("Not a cursor.");
    }
}
