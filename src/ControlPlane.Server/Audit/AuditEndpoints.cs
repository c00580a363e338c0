using System.Globalization;
using System.Text;
using ControlPlane.Server.Platform.Hosting.Http;

namespace ControlPlane.Server.Audit;

internal static class AuditEndpoints
{
    public const string Export = "/api/v1/audit/export";

    public static void MapAuditLog(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/audit").RequireAuthorization("manager").WithTags("Audit");
        group.MapGet("", ListAsync).Produces<Page<AuditRow>>().ProducesValidationProblem();
        group.MapGet("/export", ExportAsync).Produces(StatusCodes.Status200OK, contentType: "text/csv");
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] AuditQuery query,
        string? limit,
        string? cursor,
        AuditQueries audit,
        CancellationToken cancellation
    )
    {
        var page = PageRequest.Read(limit, cursor, AuditQueries.CursorParts);
        if (!page.Done)
        {
            return page.Refusal.ToHttp();
        }

        var filter = query.Read();
        if (!filter.Done)
        {
            return filter.Refusal.ToHttp();
        }

        var found = await audit.ListAsync(filter.Value, page.Value, cancellation);
        return TypedResults.Ok(new Page<AuditRow>([.. found.Items.Select(AuditRow.Of)], found.NextCursor));
    }

    private static IResult ExportAsync([AsParameters] AuditQuery query, AuditQueries audit) =>
        query.Read() is { Done: true } filter
            ? TypedResults.Stream(
                stream => WriteAsync(stream, audit, filter.Value!),
                "text/csv; charset=utf-8",
                "audit.csv"
            )
            : query.Read().Refusal!.ToHttp();

    private static async Task WriteAsync(Stream stream, AuditQueries audit, AuditFilter filter)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        writer.NewLine = "\r\n";
        await writer.WriteLineAsync(AuditCsv.Header);
        await foreach (var entry in audit.ReadAsync(filter, CancellationToken.None))
        {
            await writer.WriteLineAsync(AuditCsv.Line(entry));
        }
    }
}

/// <summary>How the audit log is narrowed.</summary>
/// <param name="Actor">Part of the actor's name, or its id.</param>
/// <param name="Action">An action such as <c>revoke.agent_key</c>, or only its verb or noun.</param>
/// <param name="Subject">Part of the subject's name, its id, or its kind.</param>
/// <param name="From">Entries at or after this time (RFC 3339).</param>
/// <param name="To">Entries before this time (RFC 3339).</param>
/// <param name="Q">Part of a name, the reason, the address, or of what was there before or after.</param>
/// <param name="Entry">The id of one entry.</param>
internal sealed record AuditQuery(
    string? Actor,
    string? Action,
    string? Subject,
    string? From,
    string? To,
    string? Q = null,
    string? Entry = null
)
{
    public Outcome<AuditFilter> Read()
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var filter = new AuditFilter(
            Given(Actor),
            Given(Action),
            Given(Subject),
            TimeOf("from", From, errors),
            TimeOf("to", To, errors),
            Given(Q),
            IdOf(Entry, errors)
        );
        return errors.Count > 0 ? Refusal.Fields(errors) : filter;
    }

    private static Guid? IdOf(string? text, Dictionary<string, string[]> errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (Guid.TryParse(text, out var id))
        {
            return id;
        }

        errors["entry"] = ["The id of an entry."];
        return null;
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static DateTimeOffset? TimeOf(string name, string? text, Dictionary<string, string[]> errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        // A plus sign in an address is a blank.
        var read = DateTimeOffset.TryParse(
            text.Replace(' ', '+'),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        );
        if (!read)
        {
            errors[name] = ["A time in RFC 3339, like 2026-11-21T14:00:00Z."];
        }

        return read ? time.ToUniversalTime() : null;
    }
}
