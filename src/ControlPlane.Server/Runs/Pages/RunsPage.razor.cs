using ControlPlane.Server.Platform.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>
/// The live list of runs. Its address says all that makes up the view (<see cref="RunListQuery"/>);
/// <see cref="LiveRunList"/> reads it, <see cref="RunListScript"/> is its part in the browser.
/// </summary>
public sealed partial class RunsPage
{
    private const string Path = "/runs";

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

    private RunListQuery query = new();
    private LiveRunList runs = default!;
    private RunListScript script = default!;
    private ElementReference list;

    /// <summary>The columns this browser last chose, where the address chooses none.</summary>
    [PersistentState]
    public string? Remembered { get; set; }

    [CascadingParameter]
    private ViewerZone? Zone { get; set; }

    [CascadingParameter]
    private HttpContext? Request { get; set; }

    private IReadOnlyList<RunColumn> Columns => RunColumns.Named(query.Columns ?? Remembered);

    // Those of the chosen columns that the drawer takes the room of.
    private string Folded =>
        string.Join(", ", Columns.Where(static column => column.Wide).Select(static column => column.Title));

    private string Summary =>
        runs.Counts is not { } counts
            ? ""
            : $"{Format.ExactCount(counts.Matching)}{(counts.Complete ? "" : "+")} {(counts.Matching == 1 ? "run" : "runs")}{(query.IsEmpty ? "" : counts.Matching == 1 ? " matches" : " match")}";

    protected override void OnInitialized()
    {
        runs = new(Runs, Facets, Live, Time, InvokeAsync, StateHasChanged);
        script = new(Browser, this);
        Navigation.LocationChanged += Follow;
        Remembered ??= Request?.Request.Cookies[RunColumns.Cookie];
    }

    protected override Task OnInitializedAsync() => OpenAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        await script.WatchAsync(list);
        if (firstRender && Remembered is null && await script.RememberedAsync(RunColumns.Cookie) is { } chosen)
        {
            Remembered = chosen;
            StateHasChanged();
        }
    }

    /// <summary>The browser says whether the top is in view and nobody is on the list.</summary>
    [JSInvokable]
    public void SetFollowing(bool now) => runs.Follow(now);

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
    public void OpenRun(Guid id) => Navigation.NavigateTo(PageScope.Of(Navigation.Uri).On($"{Path}/{id}"));

    /// <summary>The browser says that the end of the list is near.</summary>
    [JSInvokable]
    public Task LoadMore() => runs.ReadOnAsync();

    public async ValueTask DisposeAsync()
    {
        Navigation.LocationChanged -= Follow;
        runs.Dispose();
        await script.DisposeAsync();
    }

    private void Follow(object? sender, LocationChangedEventArgs change)
    {
        if (new Uri(change.Location).AbsolutePath == Path)
        {
            _ = InvokeAsync(async () =>
            {
                await OpenAsync();
                StateHasChanged();
            });
        }
    }

    private Task OpenAsync()
    {
        query = RunListQuery.Of(Navigation.Uri);
        Ways.Remember(Path, (query with { Peek = null }).Href);
        return runs.OpenAsync(query, Zone);
    }

    private Task ShowWaitingAsync()
    {
        runs.Rows.ShowLatest();
        return script.ToTopAsync(list);
    }

    private Task PauseOrResumeAsync()
    {
        runs.PauseOrResume();
        return runs.PausedAt is null ? script.ToTopAsync(list) : Task.CompletedTask;
    }

    private async Task ChooseColumnsAsync(IReadOnlyList<RunColumn> columns)
    {
        var names = RunColumns.NamesOf(columns);
        Remembered = names;
        await script.RememberAsync(RunColumns.Cookie, names);
        Navigation.NavigateTo((query with { Columns = names }).Href, replace: true);
    }

    private void Sort(RunSort by) =>
        Filter(query with { Order = new(by, query.Order.By != by || !query.Order.Descending) });

    // Another run in the drawer is the same view; going back closes the drawer.
    private void Peek(Guid? id) =>
        Navigation.NavigateTo((query with { Peek = id }).Href, replace: query.Peek is not null);

    private void Filter(RunListQuery changed) => Navigation.NavigateTo(changed.Href);
}
