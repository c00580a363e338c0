using System.Text;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>A term of the filter line: <c>name:value,value</c>, with a minus sign in front to exclude.</summary>
public sealed record FilterTerm(string Name, bool Excludes, IReadOnlyList<string> Values)
{
    /// <summary>As it stands in the line.</summary>
    public string Written => (Excludes ? "-" : "") + Name + ":" + string.Join(',', Values.Select(FilterLine.Quoted));
}

/// <summary>A term that means nothing.</summary>
/// <param name="Term">As it stands in the line.</param>
/// <param name="Meant">A word that is nearly the same as the wrong one.</param>
/// <param name="Mended">The term with that word.</param>
public sealed record FilterFault(string Term, string Said, string? Meant, string? Mended);

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
        "error",
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
                var meant = NearestWord.Of(name, Names);
                var mended = meant is null ? null : (excludes ? "-" : "") + meant + token[colon..];
                faults.Add(new(token, $"“{name}” is unknown", meant, mended));
            }
            else if (values.Length == 0)
            {
                faults.Add(new(token, $"say which {name}", null, null));
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
        var parts = Terms.Select(static term => term.Written).Concat(Faults.Select(static fault => fault.Term));
        return string.Join(' ', Text is null ? parts : parts.Append(Word(Text)));
    }

    /// <summary>The line with what was meant in the place of a term that means nothing.</summary>
    public string Mend(FilterFault fault) =>
        fault.Mended is null ? ToString() : ToString().Replace(fault.Term, fault.Mended, StringComparison.Ordinal);

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

    internal static string Quoted(string value) =>
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
}
