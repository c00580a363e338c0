using System.Globalization;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using RunList = ControlPlane.Server.Platform.Hosting.Http.Page<ControlPlane.Server.Runs.RunRow>;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>The live list of runs.</summary>
public sealed partial class RunsPage
{
    private const int PageSize = 100;
    private const int MostPages = 10;

    private readonly RunListRows rows = new();
    private LiveView<RunList> view = default!;
    private RunListQuery query = new();
    private int pages = 1;
    private bool atTop = true;
    private ElementReference list;
    private string? watchedList;
    private IJSObjectReference? script;
    private DotNetObjectReference<RunsPage>? self;

    [SupplyParameterFromQuery]
    private string? Agent { get; set; }

    [SupplyParameterFromQuery]
    private string? Status { get; set; }

    [SupplyParameterFromQuery]
    private string? Session { get; set; }

    [SupplyParameterFromQuery]
    private string? User { get; set; }

    [SupplyParameterFromQuery]
    private string? Environment { get; set; }

    [SupplyParameterFromQuery]
    private string? Range { get; set; }

    [SupplyParameterFromQuery]
    private string? From { get; set; }

    [SupplyParameterFromQuery]
    private string? To { get; set; }

    private IReadOnlyList<string> AgentsSeen =>
        [.. rows.Shown.Select(static run => run.Agent).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    protected override void OnInitialized() => view = Live.View<RunList>(InvokeAsync, () => Renew(follow: atTop));

    protected override async Task OnParametersSetAsync()
    {
        var asked = new RunListQuery
        {
            Agent = Agent,
            Status = Status,
            Session = Session,
            User = User,
            Environment = Environment,
            Range = Range,
            From = Utc(From),
            To = Utc(To),
        };
        if (asked != query)
        {
            (query, pages, atTop) = (asked, 1, true);
            rows.Clear();
        }

        await OpenAsync(keep: false);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // The list is there only while it has rows; its listener is renewed whenever it came anew.
        if (list.Id == watchedList || list.Id is null)
        {
            return;
        }

        watchedList = list.Id;
        script ??= await Script.InvokeAsync<IJSObjectReference>("import", "./js/rows.js");
        self ??= DotNetObjectReference.Create(this);
        await script.InvokeVoidAsync("watchTop", list, self);
    }

    /// <summary>The browser says whether the top of the list is in view.</summary>
    [JSInvokable]
    public void SetAtTop(bool now)
    {
        atTop = now;
        if (atTop && rows.Waiting > 0)
        {
            rows.ShowLatest();
            StateHasChanged();
        }
    }

    public async ValueTask DisposeAsync()
    {
        view.Dispose();
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

    private async Task OpenAsync(bool keep)
    {
        var (asked, count) = (query, pages);
        await view.OpenAsync(
            RunTopics.All,
            $"{asked.Href}#{count}",
            cancellation => ReadAsync(asked, count, cancellation),
            keep
        );
        if (view.Value is not null)
        {
            rows.Take(view.Value.Items, follow: true);
        }
    }

    private async Task<RunList> ReadAsync(RunListQuery asked, int count, CancellationToken cancellation)
    {
        var filter = asked.ToFilter(Time.GetUtcNow());
        var page = await Runs.ListAsync(filter, new PageRequest(PageSize, null), cancellation);
        var items = page.Items.ToList();
        for (var i = 1; i < count && page.NextCursor is not null; i++)
        {
            var after = Cursor.Decode(page.NextCursor, RunCursor.Parts);
            page = await Runs.ListAsync(filter, new PageRequest(PageSize, after), cancellation);
            items.AddRange(page.Items);
        }

        return new RunList([.. items.DistinctBy(static run => run.Id)], page.NextCursor);
    }

    private void Renew(bool follow)
    {
        if (view.Value is not null)
        {
            rows.Take(view.Value.Items, follow);
        }

        StateHasChanged();
    }

    private async Task LoadMoreAsync()
    {
        pages++;
        await OpenAsync(keep: true);
    }

    private async Task ShowWaitingAsync()
    {
        rows.ShowLatest();
        if (script is not null)
        {
            await script.InvokeVoidAsync("toTop", list);
        }
    }

    private async Task RetryAsync()
    {
        await view.ReloadAsync();
        Renew(follow: true);
    }

    private void Filter(RunListQuery changed) => Navigation.NavigateTo(changed.Href);

    // A time nobody can read is no filter, as an unknown status is none: an address is typed and shortened by people.
    private static DateTimeOffset? Utc(string? at) =>
        DateTimeOffset.TryParse(
            at?.Replace(' ', '+'), // a plus sign in an address is a blank
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var given
        )
            ? given.ToUniversalTime()
            : null;
}
