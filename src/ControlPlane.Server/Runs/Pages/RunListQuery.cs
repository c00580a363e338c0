using System.Globalization;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>The filters of the list of runs, as they stand in its address.</summary>
public sealed record RunListQuery
{
    public static readonly IReadOnlyList<(string Value, string Text, TimeSpan Length)> Ranges =
    [
        ("1h", "last hour", TimeSpan.FromHours(1)),
        ("24h", "last 24 hours", TimeSpan.FromHours(24)),
        ("7d", "last 7 days", TimeSpan.FromDays(7)),
        ("30d", "last 30 days", TimeSpan.FromDays(30)),
    ];

    public string? Agent { get; init; }

    public string? Status { get; init; }

    public string? Session { get; init; }

    public string? User { get; init; }

    public string? Environment { get; init; }

    /// <summary>One of <see cref="Ranges"/>.</summary>
    public string? Range { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public bool IsEmpty => this == new RunListQuery();

    /// <summary>The address of the list with these filters; also what tells two lists apart.</summary>
    public string Href
    {
        get
        {
            var parts = new (string Name, string? Value)[]
            {
                ("agent", Agent),
                ("status", Status),
                ("session", Session),
                ("user", User),
                ("environment", Environment),
                ("range", Range),
                ("from", Text(From)),
                ("to", Text(To)),
            }
                .Where(static part => !string.IsNullOrWhiteSpace(part.Value))
                .Select(static part => $"{part.Name}={Uri.EscapeDataString(part.Value!.Trim())}");
            var query = string.Join('&', parts);
            return query.Length == 0 ? "/runs" : "/runs?" + query;
        }
    }

    internal RunFilter ToFilter(DateTimeOffset now) =>
        new()
        {
            Agent = Given(Agent),
            Status = Enum.TryParse<RunStatus>(Status, ignoreCase: true, out var status) ? status : null,
            SessionId = Given(Session),
            UserId = Given(User),
            Environment = Given(Environment),
            From = From ?? (LengthOf(Range) is { } length ? now - length : null),
            To = To,
        };

    private static TimeSpan? LengthOf(string? range) =>
        Ranges.Where(known => known.Value == range).Select(static known => (TimeSpan?)known.Length).FirstOrDefault();

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string? Text(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
