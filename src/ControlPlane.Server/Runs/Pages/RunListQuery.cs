using System.Globalization;
using ControlPlane.Domain.Runs;
using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Platform.Storage;
using Microsoft.AspNetCore.WebUtilities;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>All that makes up a view of the list of runs, as it stands in its address.</summary>
public sealed record RunListQuery
{
    // Links name what they narrow to in parameters of their own; the page writes all of it as the filter line.
    private static readonly string[] LinkNames = ["agent", StatusName, "session", "user"];
    private const string StatusName = "status";

    public FilterLine Filter { get; init; } = FilterLine.Empty;

    /// <summary>What the header narrows to.</summary>
    public string? Environment { get; init; }

    public string? Range { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public RunOrder Order { get; init; } = RunOrder.Newest;

    /// <summary>Names of columns; null: those this browser last chose.</summary>
    public string? Columns { get; init; }

    /// <summary>The run in the drawer.</summary>
    public Guid? Peek { get; init; }

    /// <summary>Nothing is narrowed.</summary>
    public bool IsEmpty => ListKey == new RunListQuery { Order = Order }.ListKey && Filter.Faults.Count == 0;

    /// <summary>Something beside the header's environment and time narrows the list.</summary>
    public bool IsFiltered => !(this with { Environment = null, Range = null }).IsEmpty;

    /// <summary>Tells two lists apart, whatever is shown of them.</summary>
    public string ListKey => Address(withView: false);

    public string Href => Address(withView: true);

    public static RunListQuery Of(string address)
    {
        var given = QueryHelpers.ParseQuery(new Uri(address).Query);
        var line = FilterLine.Parse(One("filter"));
        foreach (var name in LinkNames)
        {
            if (One(name) is { } value && value.Replace("\0", "", StringComparison.Ordinal) is { Length: > 0 } clean)
            {
                line = line.With(name, new([clean], []));
            }
        }

        return new()
        {
            Filter = WithWords(line),
            Environment = One(PageScope.EnvironmentName),
            Range = One(PageScope.RangeName),
            From = Utc(One("from")),
            To = Utc(One("to")),
            Order = RunOrder.Named(One("sort")),
            Columns = One("cols"),
            Peek = Guid.TryParse(One("peek"), out var peek) ? peek : null,
        };

        // PostgreSQL has no NUL in texts.
        string? One(string name) =>
            given.TryGetValue(name, out var values)
            && values[0]?.Replace("\0", "", StringComparison.Ordinal).Trim() is { Length: > 0 } text
                ? text[..Math.Min(text.Length, 2000)]
                : null;
    }

    internal RunCriteria ToCriteria(DateTimeOffset now, ViewerZone? zone)
    {
        var environment = Filter.Picked("env");
        return new()
        {
            Status = KnownStatuses(Filter.Picked("status")),
            Agent = Filter.Picked("agent"),
            Model = Filter.Picked("model"),
            Environment = Environment is null ? environment : environment with { Any = [Environment] },
            Tool = Filter.Picked("tool"),
            Session = Filter.Picked("session"),
            User = Filter.Picked("user"),
            Version = Filter.Picked("version"),
            Error = Filter.Picked("error"),
            Bounds = [.. Bounds().Where(static bound => bound.Bound is not null).Select(static bound => bound.Bound!)],
            Text = Filter.Text,
            From = From ?? TimeRanges.StartOf(Range, now, zone),
            To = To,
        };
    }

    /// <summary>What the line says that means nothing, with the values that are none.</summary>
    internal IEnumerable<FilterFault> Faults() =>
        [
            .. Filter.Faults,
            .. Bounds()
                .Where(static bound => bound.Bound is null)
                .Select(static bound => new FilterFault(
                    bound.Term.Written,
                    $"“{bound.Value}” is no {bound.Term.Name}",
                    null,
                    null
                )),
            .. Filter.Terms.Where(static term => term.Name == StatusName).SelectMany(StatusFaults),
        ];

    private static IEnumerable<FilterFault> StatusFaults(FilterTerm term) =>
        from value in term.Values
        where RunStatusNames.Named(value) is null
        let meant = NearestWord.Of(value.ToLowerInvariant(), RunStatusNames.Words)
        select new FilterFault(
            term.Written,
            $"“{value}” is no status",
            meant,
            meant is null
                ? null
                : (term with { Values = [.. term.Values.Select(one => one == value ? meant : one)] }).Written
        );

    private IEnumerable<(FilterTerm Term, string Value, RunBound? Bound)> Bounds() =>
        Filter
            .Terms.Where(static term => FilterBounds.IsFigure(term.Name))
            .SelectMany(static term => term.Values.Select(value => (term, value, BoundOf(term, value))));

    private static RunBound? BoundOf(FilterTerm term, string value) =>
        FilterBounds.Parse(term.Name, value) is not { } bound ? null
        : term.Excludes ? FilterBounds.Opposite(bound)
        : bound;

    private static Picked KnownStatuses(Picked picked) => new(Known(picked.Any), Known(picked.None));

    private static string[] Known(IEnumerable<string> names) =>
        [.. names.Select(RunStatusNames.Named).OfType<RunStatus>().Select(StoredName.Of)];

    // One word for one status, as the screens say it: the facets write the same.
    private static FilterLine WithWords(FilterLine line) =>
        line with
        {
            Terms =
            [
                .. line.Terms.Select(static term =>
                    term.Name == StatusName
                        ? term with
                        {
                            Values =
                            [
                                .. term
                                    .Values.Select(static value =>
                                        RunStatusNames.Named(value) is { } status
                                            ? RunStatusNames.WordOf(status)
                                            : value
                                    )
                                    .Distinct(StringComparer.Ordinal),
                            ],
                        }
                        : term
                ),
            ],
        };

    private string Address(bool withView)
    {
        var parts = new (string Name, string? Value)[]
        {
            ("filter", Filter.ToString()),
            (PageScope.EnvironmentName, Environment),
            (PageScope.RangeName, Range),
            ("from", Text(From)),
            ("to", Text(To)),
            ("sort", Order == RunOrder.Newest ? null : Order.Name),
            ("cols", withView ? Columns : null),
            ("peek", withView ? Peek?.ToString() : null),
        }
            .Where(static part => !string.IsNullOrWhiteSpace(part.Value))
            .Select(static part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}");
        var query = string.Join('&', parts);
        return query.Length == 0 ? "/runs" : "/runs?" + query;
    }

    // A time nobody can read is no filter: an address is typed and shortened by people.
    private static DateTimeOffset? Utc(string? at) =>
        DateTimeOffset.TryParse(
            at?.Replace(' ', '+'), // a plus sign in an address is a blank
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var given
        )
            ? given.ToUniversalTime()
            : null;

    private static string? Text(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The list narrowed to one value.</summary>
    public static string HrefOf(string name, string value) =>
        new RunListQuery { Filter = FilterLine.Empty.With(name, new([value], [])) }.Href;
}
