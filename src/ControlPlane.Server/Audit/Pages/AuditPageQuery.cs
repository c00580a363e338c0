namespace ControlPlane.Server.Audit.Pages;

/// <summary>The filters of the page, as they stand in its address and in that of the export.</summary>
public sealed record AuditPageQuery(
    string? Actor,
    string? Action,
    string? Subject,
    string? From,
    string? To,
    string? Q = null,
    string? Entry = null
)
{
    public bool IsEmpty => Parameters.Length == 0;

    public string Href => "/audit" + Parameters;

    /// <summary>With the question mark; empty if there are none.</summary>
    public string Parameters
    {
        get
        {
            var parts = new (string Name, string? Value)[]
            {
                ("actor", Actor),
                ("action", Action),
                ("subject", Subject),
                ("from", From),
                ("to", To),
                ("q", Q),
                ("entry", Entry),
            }
                .Where(static part => !string.IsNullOrWhiteSpace(part.Value))
                .Select(static part => $"{part.Name}={Uri.EscapeDataString(part.Value!.Trim())}");
            var query = string.Join('&', parts);
            return query.Length == 0 ? "" : "?" + query;
        }
    }

    /// <summary>A filter that cannot be read counts as none: the page shows in its fields what it was given.</summary>
    internal AuditFilter ToFilter() =>
        new AuditQuery(Actor, Action, Subject, From, To, Q, Entry).Read().Value
        ?? new AuditQuery(Actor, Action, Subject, null, null, Q).Read().Value!;
}
