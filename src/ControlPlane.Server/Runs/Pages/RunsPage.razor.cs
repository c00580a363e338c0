using System.Globalization;
using ControlPlane.Domain.Runs;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Platform.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>The live list of runs. Its address says all that makes up the view.</summary>
public sealed partial class RunsPage
{
    private const int PageSize = 100;
    private const int MostRows = 5000;
    private const int MostRenewed = 300;
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(3);

    // Elements of the page bear them.
    private static readonly PageKey[] Keys =
    [
        new("j ArrowDown", "Next run"),
        new("k ArrowUp", "Previous run"),
        new("Enter", "Show the run in short; once more opens it"),
        new("o", "Open the run"),
        new(".", "Show new runs"),
        new("p", "Pause or resume the list"),
        new("Escape", "Close the drawer"),
    ];

    private RunListRows rows = new();
    private LiveView<Page<RunRow>> view = default!;
    private Throttle counting = default!;
    private RunListQuery query = new();
    private FacetCounts? counts;
    private DateTimeOffset? pausedAt;
    private bool following = true;
    private bool more;
    private string? read;
    private ElementReference list;
    private string? watchedList;
    private IJSObjectReference? script;
    private DotNetObjectReference<RunsPage>? self;
    private readonly CancellationTokenSource ended = new();

    /// <summary>What this browser last chose, where the address chooses nothing.</summary>
    [PersistentState]
    public string? Remembered { get; set; }

    [CascadingParameter]
    private ViewerZone? Zone { get; set; }

    [CascadingParameter]
    private HttpContext? Request { get; set; }

    private IReadOnlyList<RunColumn> Columns => RunColumns.Named(query.Columns ?? Remembered);

    private string Waiting =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{rows.Waiting}{(rows.MoreWaiting ? "+" : "")} new {(rows.Waiting == 1 ? "run" : "runs")}"
        );

    private string Summary =>
        counts is null
            ? ""
            : $"{Format.ExactCount(counts.Matching)}{(counts.Complete ? "" : "+")} {(counts.Matching == 1 ? "run" : "runs")}{(query.IsEmpty ? "" : counts.Matching == 1 ? " matches" : " match")}";

    protected override void OnInitialized()
    {
        view = Live.View<Page<RunRow>>(InvokeAsync, Renew);
        counting = new(Time, CountEvery, () => InvokeAsync(CountAsync));
        Navigation.LocationChanged += Follow;
        Remembered ??= Request?.Request.Cookies[RunColumns.Cookie];
    }

    protected override Task OnInitializedAsync() => OpenAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            script = await Script.InvokeAsync<IJSObjectReference>("import", "./js/rows.js");
            if (Remembered is null && await script.InvokeAsync<string?>("remembered", RunColumns.Cookie) is { } chosen)
            {
                Remembered = chosen;
                StateHasChanged();
            }
        }

        // The list is there only while it has rows; its listener is renewed whenever it came anew.
        if (script is not null && list.Id is not null && list.Id != watchedList)
        {
            watchedList = list.Id;
            self ??= DotNetObjectReference.Create(this);
            await script.InvokeVoidAsync("watchList", list, self);
        }
    }

    /// <summary>The browser says whether the top is in view and nobody is on the list.</summary>
    [JSInvokable]
    public void SetFollowing(bool now)
    {
        following = now;
        if (now && pausedAt is null && rows.Waiting > 0)
        {
            rows.ShowLatest();
            StateHasChanged();
        }
    }

    /// <summary>The browser says that a row was clicked, or Enter pressed on it; the second time opens its page.</summary>
    [JSInvokable]
    public void PeekAt(Guid id, bool again)
    {
        if (query.Peek != id)
        {
            Peek(id);
        }
        else if (again)
        {
            OpenRun(id);
        }
    }

    /// <summary>The browser says that a run is to be opened.</summary>
    [JSInvokable]
    public void OpenRun(Guid id) => Navigation.NavigateTo($"/runs/{id}");

    /// <summary>The browser says that the end of the list is near.</summary>
    [JSInvokable]
    public Task LoadMore() =>
        more || rows.Cursor is null || rows.Shown.Count >= MostRows
            ? Task.CompletedTask
            : LoadMoreAsync(rows, rows.Cursor);

    public async ValueTask DisposeAsync()
    {
        Navigation.LocationChanged -= Follow;
        view.Dispose();
        counting.Dispose();
        await ended.CancelAsync();
        ended.Dispose();
        self?.Dispose();
        try
        {
            if (script is not null)
            {
                await script.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone.
        }
    }

    private void Follow(object? sender, LocationChangedEventArgs change)
    {
        if (new Uri(change.Location).AbsolutePath == "/runs")
        {
            _ = InvokeAsync(async () =>
            {
                await OpenAsync();
                StateHasChanged();
            });
        }
    }

    private async Task OpenAsync()
    {
        query = RunListQuery.Of(Navigation.Uri);
        if (query.ListKey == read)
        {
            return;
        }

        var asked = query;
        (read, pausedAt, following, rows, counts) = (asked.ListKey, null, true, new(asked.Order), null);
        await view.OpenAsync(
            RunTopics.All,
            $"list {asked.ListKey} {Zone?.Name}",
            cancellation =>
                Runs.ReadAsync(asked.ToCriteria(Time.GetUtcNow(), Zone), asked.Order, null, PageSize, cancellation)
        );
        if (view.Value is { } page && read == asked.ListKey)
        {
            rows.Take(page.Items, follow: true, page.NextCursor);
            await CountAsync();
        }
    }

    private void Renew()
    {
        if (view.Value is { } page)
        {
            rows.Take(page.Items, following, page.NextCursor);
            counting.Request();
            _ = InvokeAsync(RenewUnfinishedAsync);
        }

        StateHasChanged();
    }

    // What goes on below the first page, or does not match any more, is renewed where it stands.
    private async Task RenewUnfinishedAsync()
    {
        var present = (view.Value?.Items ?? []).Select(static run => run.Id).ToHashSet();
        Guid[] left = pausedAt is not null
            ? []
            :
            [
                .. rows
                    .Shown.Where(run => GoesOn(run) && !present.Contains(run.Id))
                    .Select(static run => run.Id)
                    .Take(MostRenewed),
            ];
        if (left.Length == 0)
        {
            return;
        }

        try
        {
            rows.Renew(await Runs.RenewAsync(left, ended.Token));
            StateHasChanged();
        }
        catch (Exception failure)
            when (failure is OperationCanceledException or System.Data.Common.DbException or ObjectDisposedException)
        {
            // The next change of any run tries again.
        }
    }

    private static bool GoesOn(RunRow run) =>
        run.Status is RunStatus.Running or RunStatus.Waiting or RunStatus.Stopping;

    private async Task CountAsync()
    {
        var asked = query;
        try
        {
            var found = await Facets.CountAsync(
                $"{asked.ListKey} {Zone?.Name}",
                asked.ToCriteria(Time.GetUtcNow(), Zone),
                ended.Token
            );
            if (asked.ListKey == query.ListKey)
            {
                counts = found;
                StateHasChanged();
            }
        }
        catch (Exception failure)
            when (failure is OperationCanceledException or System.Data.Common.DbException or ObjectDisposedException)
        {
            // The list says that nothing can be read; the counts stay what they were.
        }
    }

    private async Task LoadMoreAsync(RunListRows into, string cursor)
    {
        var asked = query;
        more = true;
        StateHasChanged();
        try
        {
            var page = await Runs.ReadAsync(
                asked.ToCriteria(Time.GetUtcNow(), Zone),
                asked.Order,
                cursor,
                PageSize,
                ended.Token
            );
            into.Append(page.Items, page.NextCursor);
        }
        catch (Exception failure) when (failure is OperationCanceledException or System.Data.Common.DbException)
        {
            // The button stays and tries again.
        }
        finally
        {
            more = false;
        }

        StateHasChanged();
    }

    private async Task ShowWaitingAsync()
    {
        rows.ShowLatest();
        if (script is not null)
        {
            await script.InvokeVoidAsync("toTop", list);
        }
    }

    private async Task PauseOrResumeAsync()
    {
        pausedAt = pausedAt is null ? Time.GetUtcNow() : null;
        rows.Pause(pausedAt is not null);
        if (pausedAt is null && script is not null)
        {
            await script.InvokeVoidAsync("toTop", list);
        }
    }

    private async Task RetryAsync()
    {
        await view.ReloadAsync();
        Renew();
    }

    private async Task ChooseColumnsAsync(IReadOnlyList<RunColumn> columns)
    {
        var names = RunColumns.NamesOf(columns);
        Remembered = names;
        if (script is not null)
        {
            await script.InvokeVoidAsync("remember", RunColumns.Cookie, names);
        }

        Navigation.NavigateTo((query with { Columns = names }).Href, replace: true);
    }

    private void Sort(RunSort by) =>
        Filter(query with { Order = new(by, query.Order.By != by || !query.Order.Descending) });

    // Another run in the drawer is the same view; going back closes the drawer.
    private void Peek(Guid? id) =>
        Navigation.NavigateTo((query with { Peek = id }).Href, replace: query.Peek is not null);

    private void Filter(RunListQuery changed) => Navigation.NavigateTo(changed.Href);
}
