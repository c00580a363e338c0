using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Platform.Live;
using Microsoft.AspNetCore.Components;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>
/// One run: its tree and waterfall (<see cref="TraceView"/>) and the step that is open (<see cref="OpenStep"/>). The
/// address (<see cref="RunAddress"/>) says all of it.
/// </summary>
public sealed partial class RunPage
{
    // Elements of the page bear them.
    private static readonly PageKey[] Keys =
    [
        new("j ArrowDown", "Next step"),
        new("k ArrowUp", "Previous step"),
        new("h ArrowLeft", "Hide steps below, or go to the parent"),
        new("l ArrowRight", "Show steps below, or go to the first"),
        new("Home", "First step"),
        new("End", "Last step"),
        new("Enter", "In the field: next match; with Shift the previous"),
        new("Escape", "Close the step"),
    ];

    private readonly TraceView trace = new();
    private readonly RunFind find = new();
    private OpenStep open = default!;
    private LiveView<RunSnapshot> view = default!;
    private RunAddress address = new(default, null);
    private RunAddress? headedFor;
    private StepTable? table;
    private Guid? toReveal;

    [Parameter]
    public Guid Id { get; set; }

    // What the address says is read by RunAddress; these make the page hear of its changes.
    [SupplyParameterFromQuery(Name = RunAddress.StepName)]
    private string? StepInAddress { get; set; }

    [SupplyParameterFromQuery(Name = RunAddress.ClosedName)]
    private string? ClosedInAddress { get; set; }

    [SupplyParameterFromQuery(Name = RunAddress.IdleName)]
    private string? IdleInAddress { get; set; }

    private RunDetail? Detail => view.Value?.Detail;

    private string? Title => Detail is null ? null : Detail.Run.Name ?? Detail.Run.Agent;

    private bool GoesOn => Detail?.Run.GoesOn == true;

    // Steps of a run that is over and never ended themselves do not go on: they reach to its end.
    private DateTimeOffset Until =>
        GoesOn ? Time.GetUtcNow() : Detail?.Run.EndedAt ?? Detail?.Run.StartedAt ?? Time.GetUtcNow();

    // Of the open step, or of the nearest one above it if that hides it.
    private int Row
    {
        get
        {
            for (var at = open.Step; at is not null; at = at.ParentKey is { } above ? view.Value?.Find(above) : null)
            {
                if (trace.RowOf(at.Key) is >= 0 and var row)
                {
                    return row;
                }
            }

            return -1;
        }
    }

    protected override void OnInitialized()
    {
        view = Live.View<RunSnapshot>(InvokeAsync, Renew);
        open = new(Runs, Origins, Log);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (address.Run != Id)
        {
            (address, headedFor) = (new(Id, null), null);
            trace.Clear();
            find.Look("", []);
            open.Choose(null);
        }

        var id = Id;
        await view.OpenAsync(
            RunTopics.Of(id),
            "page",
            cancellation => RunSnapshot.ReadAsync(Runs, Traces, id, view.Value, Time, cancellation)
        );
        await ShowAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (toReveal is { } key && table is not null && trace.RowOf(key) is >= 0 and var row)
        {
            toReveal = null;
            await table.RevealAsync(row);
        }
    }

    public void Dispose()
    {
        view.Dispose();
        open.Dispose();
    }

    private void Renew()
    {
        _ = InvokeAsync(ShowAsync);
        StateHasChanged();
    }

    private Task ShowAsync()
    {
        if (Detail is { } found && found.Run.Id != Id)
        {
            // It was merged into another run, which has all its steps.
            Navigation.NavigateTo(RunAddress.Of(found.Run.Id, Navigation.Uri).Href, replace: true);
            return Task.CompletedTask;
        }

        if (trace.Show(view.Value, Until, GoesOn))
        {
            find.Renew(view.Value?.Nodes ?? []);
        }

        return FollowAddressAsync();
    }

    // Keys change what is shown faster than the address follows: what it passes on the way is not followed.
    private async Task FollowAddressAsync()
    {
        var now = RunAddress.Of(Id, Navigation.Uri);
        if (view.Value is not { } snapshot || (headedFor is not null && now != headedFor))
        {
            return;
        }

        var moved = headedFor is not null;
        headedFor = null;
        if (now.Closed != address.Closed)
        {
            trace.Close(now.ClosedSteps.Select(snapshot.Find).OfType<TraceStep>().Select(static step => step.Key));
        }

        if (now.ShowsIdle != trace.ShowsIdle)
        {
            trace.ShowIdle(now.ShowsIdle);
        }

        address = now;
        var step = snapshot.Find(now.Step);
        if (step is not null && step.Key != open.Step?.Key && !moved)
        {
            Reveal(step.Key);
        }

        if (open.Choose(step))
        {
            await ReadStepAsync();
        }
    }

    private async Task ReadStepAsync()
    {
        await open.ReadAsync(Id);
        StateHasChanged();
    }

    private void Reveal(Guid step)
    {
        if (trace.Reveal(step))
        {
            toReveal = step;
        }
    }

    private void FoldOrUnfold()
    {
        trace.ShowIdle(!trace.ShowsIdle);
        Go(address with { ShowsIdle = trace.ShowsIdle });
    }

    private void Toggle(Guid step)
    {
        trace.Toggle(step);
        Go(address.WithClosed(trace.ClosedLinks()));
    }

    private Task MoveAsync(int by) => MoveAsync(TraceKeys.By(trace, Row, by));

    private Task MoveAsync(TraceMove move)
    {
        if (move.Toggle is { } step)
        {
            Toggle(step);
        }

        return move.GoTo is { } to ? GoToAsync(to) : Task.CompletedTask;
    }

    private async Task GoToAsync(TraceStep step)
    {
        if (step.Key == open.Step?.Key || view.Value is not { } snapshot)
        {
            return;
        }

        open.Choose(step);
        Reveal(step.Key);
        Go(address.WithClosed(trace.ClosedLinks()) with { Step = snapshot.LinkOf(step) });
        if (toReveal is not null && table is not null && trace.RowOf(step.Key) is >= 0 and var row)
        {
            toReveal = null;
            await table.RevealAsync(row);
        }
    }

    // What one does within a run is no step of the browser's history.
    private void Go(RunAddress to)
    {
        if (to != RunAddress.Of(Id, Navigation.Uri) || headedFor is not null)
        {
            (address, headedFor) = (to, to);
            Navigation.NavigateTo(to.Href, replace: true);
        }
    }

    private string HrefOf(TraceStep step) => (address with { Step = view.Value!.LinkOf(step) }).Href;

    private string? NameOfStep(Guid key) => view.Value?.Find(key) is { } step ? StepWords.NameOf(step) : null;
}
