using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Platform.Live;
using Microsoft.AspNetCore.Components;

namespace ControlPlane.Server.Agents.Pages;

/// <summary>What shows a part of the fleet, live, within the header's scope.</summary>
public abstract class FleetPart : ComponentBase, IDisposable
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromDays(90);

    private PacedView<Fleet>? view;

    private protected Fleet? Fleet => view?.Value;

    /// <summary>What <see cref="Fleet"/> answers, for <see cref="SteadyRows{T}"/>.</summary>
    private protected string? FleetOf => view?.ValueOf;

    /// <summary>For <see cref="ReadState"/>.</summary>
    private protected IReading Reading => view!;

    private protected bool HasFailed => Reading.HasFailed;

    /// <summary>What the header narrows this part to. A page on which the header cannot be changed is not narrowed.</summary>
    private protected virtual PageScope? Narrowed => Scope;

    /// <summary>The span if the header names none.</summary>
    private protected virtual string UsualRange => TimeRanges.Today;

    [CascadingParameter]
    private protected PageScope? Scope { get; set; }

    [CascadingParameter]
    private protected ViewerZone? Zone { get; set; }

    [Inject]
    private protected LivePages Live { get; set; } = default!;

    [Inject]
    private FleetQueries Queries { get; set; } = default!;

    private protected string RangeText => TimeRanges.TextOf(Scope?.Range ?? UsualRange);

    /// <summary>The runs behind a figure, as the header narrows the page.</summary>
    /// <param name="filter">A line as the list of runs takes it; null for all.</param>
    private protected string Runs(string? filter, string? sort = null) =>
        Within(Scope?.Range ?? UsualRange).On("/runs", ("filter", filter), ("sort", sort));

    /// <summary>Runs of any time: those that go on may have started long ago.</summary>
    private protected string RunsOfAnyTime(string filter) => Within(null).On("/runs", ("filter", filter));

    private protected string Link(FleetAgent agent) => Scope.On("/agents/" + Uri.EscapeDataString(agent.Slug));

    private PageScope Within(string? range) => new(Scope?.Environment, range);

    protected override void OnInitialized() => view = Live.Paced<Fleet>(InvokeAsync, StateHasChanged);

    // Read again when runs change, and with time, because silence is nothing that anybody announces.
    protected override Task OnParametersSetAsync()
    {
        var (environment, range, zone) = (Narrowed?.Environment, Narrowed?.Range ?? UsualRange, Zone);
        return view!.OpenAsync(
            AgentTopics.Seen,
            $"fleet:{environment}:{range}:{zone?.Name}",
            (moment, cancellation) =>
            {
                var since = TimeRanges.StartOf(range, moment, zone) ?? moment - LongestLook;
                return Queries.ReadAsync(new(environment, since), cancellation);
            }
        );
    }

    /// <summary>What else is to be given back.</summary>
    protected virtual void Close() { }

    public void Dispose()
    {
        Close();
        view?.Dispose();
        GC.SuppressFinalize(this);
    }
}
