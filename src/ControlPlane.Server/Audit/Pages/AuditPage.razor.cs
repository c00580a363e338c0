using ControlPlane.Server.Platform.Hosting.Http;
using Microsoft.AspNetCore.Components;

namespace ControlPlane.Server.Audit.Pages;

/// <summary>The audit log, narrowed by its address.</summary>
public sealed partial class AuditPage : IDisposable
{
    private readonly CancellationTokenSource ended = new();
    private readonly HashSet<Guid> opened = [];
    private IReadOnlyList<string> actions = [];
    private List<AuditEntry>? entries;
    private AuditPageQuery? shown;
    private string? next;
    private bool failed;
    private bool busy;

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

    protected override async Task OnParametersSetAsync()
    {
        if (shown != Query)
        {
            shown = Query;
            await ReadFirstAsync();
        }
    }

    private Task ReadFirstAsync()
    {
        (entries, next) = (null, null);
        opened.Clear();
        return ReadAsync();
    }

    private Task ReadMoreAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        (busy, failed) = (true, false);
        var asked = Query;
        try
        {
            if (actions.Count == 0)
            {
                actions = await Audit.ActionsAsync(ended.Token);
            }

            var page = PageRequest.Read(null, next, AuditQueries.CursorParts).Value!;
            var found = await Audit.ListAsync(asked.ToFilter(), page, ended.Token);
            if (asked == Query)
            {
                (entries ??= []).AddRange(found.Items);
                if (asked.Entry is not null)
                {
                    opened.UnionWith(found.Items.Select(static entry => entry.Id)); // whoever follows a link wants to read it
                }

                next = found.NextCursor;
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return; // the page was left
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException)
        {
            Log.LogWarning(exception, "The audit log could not be read");
            failed = true;
        }

        busy = false;
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
        ended.Cancel();
        ended.Dispose();
    }
}
