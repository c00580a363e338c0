using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs;

/// <summary>Writes what a list is narrowed to as conditions on <c>runs</c> (alias <c>r</c>), with parameters.</summary>
internal sealed class RunSql(NpgsqlCommand command)
{
    /// <summary>Counts are capped before they are added: a saturated one would overflow.</summary>
    public const long MostTokens = 4_000_000_000_000_000_000;

    private const string Tokens =
        "(least(r.input_tokens, 4000000000000000000) + least(r.output_tokens, 4000000000000000000))";

    // The time in whole microseconds; -1 as long as there is no end. The index in the migration RunSearch says the same.
    private const string Took = "coalesce((extract(epoch FROM r.ended_at - r.started_at) * 1000000)::bigint, -1)";

    private const string Words = "run_words(r.task, r.name, r.error, r.session_id, r.user_id)";

    public static string ColumnOf(RunSort sort) =>
        sort switch
        {
            RunSort.Cost => "r.cost_nano_usd",
            RunSort.Tokens => Tokens,
            RunSort.Steps => "r.steps",
            RunSort.Took => Took,
            _ => "r.started_at",
        };

    public string Add(object value)
    {
        command.Parameters.Add(new() { Value = value });
        return "$" + command.Parameters.Count.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>All that is asked for but what the facets count: status, agent, model, environment.</summary>
    public string Rest(RunCriteria criteria)
    {
        var where = new StringBuilder("r.visible");
        And(Column("r.session_id", criteria.Session));
        And(Column("r.user_id", criteria.User));
        And(Column("r.version", criteria.Version));
        And(Array("ARRAY(SELECT jsonb_object_keys(r.tool_calls_by_name))", criteria.Tool));
        And(
            Both(
                criteria.Error,
                static any => $"r.errors > 0 AND {HasError(any)}",
                static none => $"NOT {HasError(none)}"
            )
        );
        foreach (var bound in criteria.Bounds)
        {
            And($"{ColumnOf(bound.Figure)} {bound.Sign} {Add(bound.Value)}");
        }

        And(criteria.From is { } from ? $"r.started_at >= {Add(from.ToUniversalTime())}" : null);
        And(criteria.To is { } to ? $"r.started_at < {Add(to.ToUniversalTime())}" : null);
        And(Text(criteria.Text));
        return where.ToString();

        void And(string? condition)
        {
            if (condition is not null)
            {
                where.Append(" AND ").Append(condition);
            }
        }
    }

    public string? Status(RunCriteria criteria) => Column("r.status", criteria.Status);

    public string? Environment(RunCriteria criteria) => Column("r.environment", criteria.Environment);

    public string? Model(RunCriteria criteria) => Array("r.models", criteria.Model);

    /// <param name="agents">Ids of the agents of a list of slugs, as SQL.</param>
    public string? Agent(RunCriteria criteria, Func<string, string> agents) =>
        Both(criteria.Agent, any => $"r.agent_id IN ({agents(any)})", none => $"r.agent_id NOT IN ({agents(none)})");

    private static string ColumnOf(RunFigure figure) =>
        figure switch
        {
            RunFigure.Cost => "r.cost_nano_usd",
            RunFigure.Took => Took,
            RunFigure.Tokens => Tokens,
            RunFigure.Steps => "r.steps",
            _ => "r.errors",
        };

    private string? Column(string column, Picked picked) =>
        Both(picked, any => $"{column} = ANY({any})", none => $"({column} IS NULL OR {column} <> ALL({none}))");

    private string? Array(string column, Picked picked) =>
        Both(picked, any => $"{column} && {any}", none => $"NOT {column} && {none}");

    private string? Both(Picked picked, Func<string, string> any, Func<string, string> none)
    {
        string[] conditions =
        [
            .. picked.Any.Count > 0 ? [any(Add(picked.Any.ToArray()))] : Empty,
            .. picked.None.Count > 0 ? [none(Add(picked.None.ToArray()))] : Empty,
        ];
        return conditions.Length == 0 ? null : string.Join(" AND ", conditions);
    }

    private static string[] Empty => [];

    // Asked run by run, in the run's own partition. As EXISTS it could become a join with every partition there is.
    private static string HasError(string types) =>
        "((SELECT count(*) FROM (SELECT 1 FROM steps s WHERE s.class = r.class AND s.run_day = r.run_day "
        + $"AND s.run_id = r.id AND s.error_type = ANY({types}) LIMIT 1) AS found) > 0)";

    private string? Text(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var trimmed = text.Trim();
        if (Guid.TryParse(trimmed, out var id))
        {
            // An id of a run and an id of a trace look alike.
            return $"r.id = ANY(ARRAY[{Add(id)}] || ARRAY(SELECT t.run_id FROM run_traces t WHERE t.trace_id = {Add(id.ToString("N"))}))";
        }

        var words = WordsOf(trimmed);
        if (words.Length == 0)
        {
            return "false"; // only signs: nothing has them
        }

        command.Parameters.Add(
            new()
            {
                Value = string.Join(" & ", words.Select(static word => word + ":*")),
                NpgsqlDbType = NpgsqlDbType.Text,
            }
        );
        var found = $"{Words} @@ to_tsquery('simple', ${command.Parameters.Count})";
        return words is [{ Length: 8 } prefix] && Guid.TryParseExact(prefix + new string('0', 24), "N", out var first)
            ? $"({found} OR r.id BETWEEN {Add(first)} AND {Add(Guid.ParseExact(prefix + new string('f', 24), "N"))})"
            : found;
    }

    // As the function run_words cuts them: letters and digits, whatever stands between.
    private static string[] WordsOf(string text)
    {
        var words = new StringBuilder(text.Length);
        foreach (var sign in text)
        {
            words.Append(char.IsLetterOrDigit(sign) ? sign : ' ');
        }

        return words.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
