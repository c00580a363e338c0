using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Platform.Live;
using Microsoft.AspNetCore.Components;

namespace ControlPlane.Server.Agents.Pages;

/// <summary>What shows a part of the fleet, live, within the header's scope.</summary>
public abstract class FleetPart : ComponentBase, IDisposable
{
    private FleetView? view;

    private protected Fleet? Fleet => view?.Value;

    private protected bool HasFailed => view is { Error: not null, Value: null };

    /// <summary>What is shown could not be read again.</summary>
    private protected bool IsStale => view is { Error: not null, Value: not null };

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
