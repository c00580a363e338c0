using System.Text;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>A term of the filter line: <c>name:value,value</c>, with a minus sign in front to exclude.</summary>
public sealed record FilterTerm(string Name, bool Excludes, IReadOnlyList<string> Values);

/// <summary>A term that means nothing.</summary>
/// <param name="Meant">A name that is nearly the same.</param>
public sealed record FilterFault(string Term, string Said, string? Meant);

/// <summary>
/// The filter as people type it: <c>status:failed -agent:billing cost:&gt;0.5 late order</c>. Words without a name are
/// text. A value with a blank or a comma stands in quotes.
/// </summary>
public sealed record FilterLine(IReadOnlyList<FilterTerm> Terms, string? Text, IReadOnlyList<FilterFault> Faults)
{
    public static readonly IReadOnlyList<string> Names =
    [
        "status",
        "agent",
        "model",
        "env",
        "tool",
        "session",
        "user",
        "version",
        "cost",
        "took",
        "tokens",
        "steps",
        "errors",
    ];

    public static FilterLine Empty { get; } = new([], null, []);

    public static FilterLine Parse(string? line)
    {
        var (terms, words, faults) = (new List<FilterTerm>(), new List<string>(), new List<FilterFault>());
        foreach (var (token, colon) in Tokens(line ?? ""))
        {
            if (colon <= 0)
            {
                words.Add(Bare(token));
                continue;
            }

            var excludes = token[0] == '-';
            var name = token[(excludes ? 1 : 0)..colon].ToLowerInvariant();
            string[] values = [.. Split(token[(colon + 1)..]).Where(static value => value.Length > 0)];
            if (!Names.Contains(name, StringComparer.Ordinal))
            {
                faults.Add(new(token, $"“{name}” is unknown", Nearest(name)));
            }
            else if (values.Length == 0)
            {
                faults.Add(new(token, $"say which {name}", null));
            }
            else
            {
                terms.Add(new(name, excludes, values));
            }
        }

        return new(terms, words.Count == 0 ? null : string.Join(' ', words), faults);
    }

    /// <summary>The same filter as one line, written one way only.</summary>
    public override string ToString()
    {
        var parts = Terms
            .Select(static term =>
                (term.Excludes ? "-" : "") + term.Name + ":" + string.Join(',', term.Values.Select(Quoted))
            )
            .Concat(Faults.Select(static fault => fault.Term));
        return string.Join(' ', Text is null ? parts : parts.Append(Word(Text)));
    }

    public Picked Picked(string name) => new(ValuesOf(name, excludes: false), ValuesOf(name, excludes: true));

    /// <summary>The same filter with other values of one name.</summary>
    public FilterLine With(string name, Picked picked)
    {
        var others = Terms.Where(term => term.Name != name).ToList();
        if (picked.Any.Count > 0)
        {
            others.Add(new(name, false, picked.Any));
        }

        if (picked.None.Count > 0)
        {
            others.Add(new(name, true, picked.None));
        }

        return this with
        {
            Terms = others,
        };
    }

    private string[] ValuesOf(string name, bool excludes) =>
        [
            .. Terms
                .Where(term => term.Name == name && term.Excludes == excludes)
                .SelectMany(static term => term.Values)
                .Distinct(StringComparer.Ordinal),
        ];

    // A text that would read as a term is quoted; words are not.
    private static string Word(string text) =>
        text.Contains(':', StringComparison.Ordinal) || text.Contains('"', StringComparison.Ordinal)
            ? Always(text)
            : text;

    private static string Quoted(string value) =>
        value.Any(static sign => char.IsWhiteSpace(sign) || sign is ',' or '"') ? Always(value) : value;

    private static string Always(string text) =>
        "\""
        + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        + "\"";

    private static string Bare(string token) => string.Join(',', Split(token));

    /// <summary>Cuts at blanks outside quotes, and says where the first colon outside quotes is.</summary>
    private static IEnumerable<(string Token, int Colon)> Tokens(string line)
    {
        var (start, colon, quoted) = (0, -1, false);
        for (var i = 0; i <= line.Length; i++)
        {
            if (i == line.Length || (!quoted && char.IsWhiteSpace(line[i])))
            {
                if (i > start)
                {
                    yield return (line[start..i], colon < 0 ? -1 : colon - start);
                }

                (start, colon) = (i + 1, -1);
            }
            else if (line[i] == '"' && !(quoted && IsEscaped(line, i)))
            {
                quoted = !quoted;
            }
            else if (line[i] == ':' && !quoted && colon < 0)
            {
                colon = i;
            }
        }
    }

    private static bool IsEscaped(string line, int at)
    {
        var slashes = 0;
        while (at - slashes > 0 && line[at - slashes - 1] == '\\')
        {
            slashes++;
        }

        return slashes % 2 == 1;
    }

    private static IEnumerable<string> Split(string values)
    {
        var value = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < values.Length; i++)
        {
            if (quoted && values[i] == '\\' && i + 1 < values.Length)
            {
                value.Append(values[++i]);
            }
            else if (values[i] == '"')
            {
                quoted = !quoted;
            }
            else if (values[i] == ',' && !quoted)
            {
                yield return value.ToString();
                value.Clear();
            }
            else
            {
                value.Append(values[i]);
            }
        }

        yield return value.ToString();
    }

    private static string? Nearest(string name)
    {
        var best = Names.MinBy(known => Distance(name, known))!;
        return Distance(name, best) <= 2 ? best : null;
    }

    // How many letters have to be changed, added or taken away.
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var (left, above) = (i, i - 1);
            for (var j = 1; j <= other.Length; j++)
            {
                var next = Math.Min(Math.Min(row[j], left) + 1, above + (one[i - 1] == other[j - 1] ? 0 : 1));
                (above, row[j - 1], left) = (row[j], left, next);
            }

            row[other.Length] = left;
        }

        return row[other.Length];
    }
}
