using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Platform.Live;

namespace ControlPlane.Server.Agents;

/// <summary>
/// The fleet as a page shows it: read again when runs change, and every half minute anyway, because silence is
/// nothing that anybody announces. All pages with the same scope share what is read.
/// </summary>
internal sealed class FleetView : IReading, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private readonly LiveView<Fleet> view;
    private readonly LivePages live;
    private readonly FleetQueries fleet;
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private PageScope scope = new(null, null);
    private ViewerZone? zone;
    private bool closed;

    /// <param name="invoke">The component's <c>InvokeAsync</c>.</param>
    /// <param name="changed">The component's <c>StateHasChanged</c>.</param>
    public FleetView(
        LivePages live,
        FleetQueries fleet,
        TimeProvider time,
        Func<Func<Task>, Task> invoke,
        Action changed
    )
    {
        (this.live, this.fleet, this.time) = (live, fleet, time);
        view = live.View<Fleet>(invoke, changed);
        timer = time.CreateTimer(_ => _ = TickAsync(invoke, changed), null, Every, Every);
    }

    public Fleet? Value => view.Value;

    public bool IsLoading => view.IsLoading;

    public bool HasFailed => view.HasFailed;

    public bool IsStale => view.IsStale;

    public bool TriesAgain => true;

    public Task ReloadAsync() => view.ReloadAsync();

    public Task OpenAsync(PageScope? pageScope, ViewerZone? viewerZone, string usualRange = TimeRanges.Today)
    {
        (scope, zone) = (pageScope ?? new(null, null), viewerZone);
        scope = scope with { Range = scope.Range ?? usualRange };
        return ReadAsync();
    }

    public void Dispose()
    {
        closed = true;
        timer.Dispose();
        view.Dispose();
    }

    private Task ReadAsync()
    {
        var now = time.GetUtcNow();
        // In whole half minutes, so that pages that are opened one after the other share.
        var moment = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % Every.Ticks), TimeSpan.Zero);
        var since = TimeRanges.StartOf(scope.Range, moment, zone) ?? moment - TimeSpan.FromDays(90);
        var asked = new FleetScope(scope.Environment, since);
        return view.OpenAsync(
            AgentTopics.Seen,
            $"fleet:{scope.Environment}:{since.UtcTicks}:{moment.UtcTicks}",
            cancellation => fleet.ReadAsync(asked, cancellation),
            keep: true
        );
    }

    private async Task TickAsync(Func<Func<Task>, Task> invoke, Action changed)
    {
        try
        {
            await invoke(async () =>
            {
                if (!closed && live.IsVisible)
                {
                    await ReadAsync();
                    changed();
                }
            });
        }
        catch (ObjectDisposedException)
        {
            // The page was closed meanwhile.
        }
    }
}
