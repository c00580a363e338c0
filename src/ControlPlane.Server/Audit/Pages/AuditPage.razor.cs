using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Live;
using Microsoft.AspNetCore.Components;

namespace ControlPlane.Server.Audit.Pages;

/// <summary>The audit log, narrowed by its address.</summary>
public sealed partial class AuditPage : IDisposable
{
    private readonly HashSet<Guid> opened = [];
    private readonly List<AuditEntry> entries = [];
    private IReadOnlyList<string> actions = [];
    private ReadView<Page<AuditEntry>> first = null!;
    private ReadView<Page<AuditEntry>>? older;
    private AuditPageQuery? shown;
    private string? next;

    [SupplyParameterFromQuery]
    private string? Actor { get; set; }

    [SupplyParameterFromQuery]
    private string? Action { get; set; }

    [SupplyParameterFromQuery]
    private string? Subject { get; set; }

    [SupplyParameterFromQuery]
    private string? From { get; set; }

    [SupplyParameterFromQuery]
    private string? To { get; set; }

    [SupplyParameterFromQuery]
    private string? Q { get; set; }

    [SupplyParameterFromQuery]
    private string? Entry { get; set; }

    private AuditPageQuery Query => new(Actor, Action, Subject, From, To, Q, Entry);

    private string ExportAddress => AuditEndpoints.Export + Query.Parameters;

    protected override void OnInitialized() => first = Live.Once<Page<AuditEntry>>(StateHasChanged);

    protected override async Task OnParametersSetAsync()
    {
        if (shown != Query)
        {
            shown = Query;
            older?.Dispose();
            older = null;
            await first.OpenAsync(cancellation => ReadAsync(null, cancellation));
        }
    }

    // The list is there as long as what follows it comes, and if that does not.
    private Task ReadMoreAsync()
    {
        older?.Dispose();
        older = Live.Once<Page<AuditEntry>>(StateHasChanged);
        return older.OpenAsync(cancellation => ReadAsync(next, cancellation));
    }

    private async Task<Page<AuditEntry>> ReadAsync(string? cursor, CancellationToken cancellation)
    {
        var asked = Query;
        if (actions.Count == 0)
        {
            actions = await Audit.ActionsAsync(cancellation);
        }

        var page = PageRequest.Read(null, cursor, AuditQueries.CursorParts).Value!;
        var found = await Audit.ListAsync(asked.ToFilter(), page, cancellation);
        if (asked == Query)
        {
            Take(found, isFirst: cursor is null);
        }

        return found;
    }

    private void Take(Page<AuditEntry> found, bool isFirst)
    {
        if (isFirst)
        {
            entries.Clear();
            opened.Clear();
        }

        entries.AddRange(found.Items);
        next = found.NextCursor;
        if (Query.Entry is not null)
        {
            opened.UnionWith(found.Items.Select(static entry => entry.Id)); // whoever follows a link wants to read it
        }
    }

    private void Toggle(Guid entry)
    {
        if (!opened.Remove(entry))
        {
            opened.Add(entry);
        }
    }

    public void Dispose()
    {
        first.Dispose();
        older?.Dispose();
    }
}
