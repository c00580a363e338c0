using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Platform.Live;
using Microsoft.AspNetCore.Components;

namespace ControlPlane.Server.Agents.Pages;

/// <summary>What shows a part of the fleet, live, within the header's scope.</summary>
public abstract class FleetPart : ComponentBase, IDisposable
{
    private FleetView? view;

    private protected Fleet? Fleet => view?.Value;

    /// <summary>For <see cref="ReadState"/>.</summary>
    private protected IReading Reading => view!;

    private protected bool HasFailed => Reading.HasFailed;

    /// <summary>The span if the header names none.</summary>
    private protected virtual string UsualRange => TimeRanges.Today;

    [CascadingParameter]
    private protected PageScope? Scope { get; set; }

    [CascadingParameter]
    private protected ViewerZone? Zone { get; set; }

    [Inject]
    private LivePages Live { get; set; } = default!;

    [Inject]
    private FleetQueries Queries { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private protected string RangeText => TimeRanges.TextOf(Scope?.Range ?? UsualRange);

    /// <summary>The runs behind a figure, as the header narrows the page.</summary>
    /// <param name="filter">A line as the list of runs takes it; null for all.</param>
    private protected string Runs(string? filter, string? sort = null) =>
        Within(Scope?.Range ?? UsualRange).On("/runs", ("filter", filter), ("sort", sort));

    /// <summary>Runs of any time: those that go on may have started long ago.</summary>
    private protected string RunsOfAnyTime(string filter) => Within(null).On("/runs", ("filter", filter));

    private protected string Link(FleetAgent agent) =>
        (Scope ?? new(null, null)).On("/agents/" + Uri.EscapeDataString(agent.Slug));

    private PageScope Within(string? range) => new(Scope?.Environment, range);

    protected override void OnInitialized() => view = new(Live, Queries, Time, InvokeAsync, StateHasChanged);

    protected override Task OnParametersSetAsync() => view!.OpenAsync(Scope, Zone, UsualRange);

    private protected Task ReloadAsync() => view!.ReloadAsync();

    /// <summary>What else is to be given back.</summary>
    protected virtual void Close() { }

    public void Dispose()
    {
        Close();
        view?.Dispose();
        GC.SuppressFinalize(this);
    }
}
