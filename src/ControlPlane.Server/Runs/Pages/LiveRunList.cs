using System.Data.Common;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Platform.Live;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>
/// The list of runs as it grows: its first page is kept new, older pages are read on below it, and what the facets count
/// is counted beside it. <see cref="RunListRows"/> says which of it is shown.
/// </summary>
internal sealed class LiveRunList : IDisposable
{
    private const int PageSize = 60;
    private const int MostRenewed = 300;
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(3);

    private readonly RunList runs;
    private readonly RunFacets facets;
    private readonly TimeProvider time;
    private readonly Func<Func<Task>, Task> invoke;
    private readonly Action changed;
    private readonly LiveView<Page<RunRow>> view;
    private readonly Throttle counting;
    private readonly CancellationTokenSource ended = new();
    private RunListQuery query = new();
    private ViewerZone? zone;
    private bool following = true;
    private string? read;

    /// <param name="invoke">The component's <c>InvokeAsync</c>.</param>
    /// <param name="changed">The component's <c>StateHasChanged</c>.</param>
    public LiveRunList(
        RunList runs,
        RunFacets facets,
        LivePages live,
        TimeProvider time,
        Func<Func<Task>, Task> invoke,
        Action changed
    )
    {
        (this.runs, this.facets, this.time, this.invoke, this.changed) = (runs, facets, time, invoke, changed);
        view = live.View<Page<RunRow>>(invoke, Renew);
        counting = new(time, CountEvery, () => invoke(CountAsync));
    }

    /// <summary>More rows than this are not held; the filter can be narrowed.</summary>
    public const int MostRows = 5000;

    public RunListRows Rows { get; private set; } = new();

    /// <summary>Null until they were counted.</summary>
    public FacetCounts? Counts { get; private set; }

    public bool CountsFailed { get; private set; }

    public DateTimeOffset? PausedAt { get; private set; }

    /// <summary>Older rows are being read.</summary>
    public bool ReadsOn { get; private set; }

    public bool ReadingOnFailed { get; private set; }

    public bool IsRead => view.Value is not null;

    /// <summary>Why it could not be read or renewed.</summary>
    public Exception? Error => view.Error;

    public bool IsFull => Rows.Shown.Count >= MostRows;

    /// <summary>When the newest report of what is shown was stored.</summary>
    public DateTimeOffset? LastReceivedAt =>
        Rows.Shown.Count == 0 ? null : Rows.Shown.Max(static run => run.LastReceivedAt);

    /// <summary>Shows the list that an address asks for, unless it is shown already.</summary>
    public async Task OpenAsync(RunListQuery asked, ViewerZone? reader)
    {
        if (asked.ListKey == read)
        {
            return;
        }

        (read, query, zone, PausedAt) = (asked.ListKey, asked, reader, null);
        (Rows, Counts, CountsFailed, ReadingOnFailed) = (new(asked.Order), null, false, false);
        await view.OpenAsync(
            RunTopics.All,
            $"list {asked.ListKey} {reader?.Name}",
            cancellation => runs.ReadAsync(CriteriaOf(asked), asked.Order, null, PageSize, cancellation)
        );
        if (view.Value is { } page && read == asked.ListKey)
        {
            Rows.Take(page.Items, follow: true, page.NextCursor);
            await CountAsync();
        }
    }

    /// <param name="now">The top is in view and nobody is on the list.</param>
    public void Follow(bool now)
    {
        following = now;
        if (now && PausedAt is null && Rows.Waiting > 0)
        {
            Rows.ShowLatest();
            changed();
        }
    }

    public void PauseOrResume()
    {
        PausedAt = PausedAt is null ? time.GetUtcNow() : null;
        Rows.Pause(PausedAt is not null);
    }

    public Task RetryAsync() => view.ReloadAsync();

    /// <summary>Reads the rows below those that are shown.</summary>
    public async Task ReadOnAsync()
    {
        if (ReadsOn || Rows.Cursor is not { } cursor || IsFull)
        {
            return;
        }

        var (into, asked) = (Rows, query);
        (ReadsOn, ReadingOnFailed) = (true, false);
        changed();
        try
        {
            var page = await runs.ReadAsync(CriteriaOf(asked), asked.Order, cursor, PageSize, ended.Token);
            into.Append(page.Items, cursor, page.NextCursor);
        }
        catch (Exception failure) when (failure is OperationCanceledException or DbException)
        {
            ReadingOnFailed = failure is DbException && ReferenceEquals(into, Rows);
        }
        finally
        {
            ReadsOn = false;
        }

        changed();
    }

    public void Dispose()
    {
        view.Dispose();
        counting.Dispose();
        ended.Cancel();
        ended.Dispose();
    }

    private RunCriteria CriteriaOf(RunListQuery asked) => asked.ToCriteria(time.GetUtcNow(), zone);

    private void Renew()
    {
        if (view.Value is { } page)
        {
            Rows.Take(page.Items, following, page.NextCursor);
            counting.Request();
            _ = invoke(RenewUnfinishedAsync);
        }

        changed();
    }

    // What goes on below the first page, or does not match any more, is renewed where it stands.
    private async Task RenewUnfinishedAsync()
    {
        var present = (view.Value?.Items ?? []).Select(static run => run.Id).ToHashSet();
        Guid[] left = PausedAt is not null
            ? []
            :
            [
                .. Rows
                    .Shown.Where(run => run.GoesOn && !present.Contains(run.Id))
                    .Select(static run => run.Id)
                    .Take(MostRenewed),
            ];
        if (left.Length == 0)
        {
            return;
        }

        try
        {
            Rows.Renew(await runs.RenewAsync(left, ended.Token));
            changed();
        }
        catch (Exception failure) when (failure is OperationCanceledException or DbException or ObjectDisposedException)
        {
            // The next change of any run tries again.
        }
    }

    private async Task CountAsync()
    {
        var asked = query;
        try
        {
            var found = await facets.CountAsync($"{asked.ListKey} {zone?.Name}", CriteriaOf(asked), ended.Token);
            if (asked.ListKey == query.ListKey)
            {
                (Counts, CountsFailed) = (found, false);
                changed();
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or ObjectDisposedException)
        {
            // The page was closed meanwhile.
        }
        catch (DbException) when (asked.ListKey == query.ListKey)
        {
            // What was counted before stays.
            CountsFailed = true;
            changed();
        }
        catch (DbException)
        {
            // Another filter is being counted.
        }
    }
}
