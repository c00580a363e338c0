using ControlPlane.Domain.Runs;
using ControlPlane.Server.Platform.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>One run: its tree and waterfall, and the step that is open.</summary>
public sealed partial class RunPage
{
    private readonly HashSet<Guid> collapsed = [];
    private readonly CancellationTokenSource ended = new();
    private LiveView<RunSnapshot> view = default!;
    private IReadOnlyList<StepNode> visible = [];
    private StepTable? table;
    private StepRow? selected;
    private StepDetail? opened;
    private bool openFailed;
    private Guid shownRun;
    private string? headedFor;

    [Parameter]
    public Guid Id { get; set; }

    [SupplyParameterFromQuery]
    private string? Step { get; set; }

    private RunDetail? Detail => view.Value?.Detail;

    private string? Title => Detail is null ? null : Detail.Run.Name ?? Detail.Run.Agent;

    private string Here => $"/runs/{Id}";

    private bool GoesOn => Detail?.Run.Status is RunStatus.Running or RunStatus.Waiting or RunStatus.Stopping;

    // Steps of a run that is over and never ended themselves do not go on: they reach to its end.
    private DateTimeOffset Until =>
        GoesOn ? Time.GetUtcNow() : Detail?.Run.EndedAt ?? Detail?.Run.StartedAt ?? Time.GetUtcNow();

    private string Position => $"step {IndexOfSelected + 1} of {visible.Count}";

    private int IndexOfSelected
    {
        get
        {
            for (var i = 0; i < visible.Count; i++)
            {
                if (visible[i].Step.Facts.Key == selected?.Facts.Key)
                {
                    return i;
                }
            }

            return -1;
        }
    }

    protected override void OnInitialized() => view = Live.View<RunSnapshot>(InvokeAsync, Renew);

    protected override async Task OnParametersSetAsync()
    {
        if (shownRun != Id)
        {
            shownRun = Id;
            collapsed.Clear();
            (selected, opened, headedFor, visible) = (null, null, null, []);
        }

        var id = Id;
        await view.OpenAsync(RunTopics.Of(id), "page", cancellation => RunSnapshot.ReadAsync(Runs, id, cancellation));
        if (Detail is { } found && found.Run.Id != Id)
        {
            // It was merged into another run, which has all its steps.
            Navigation.NavigateTo($"/runs/{found.Run.Id}", replace: true);
            return;
        }

        ShowNodes();
        await SelectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        view.Dispose();
        await ended.CancelAsync();
        ended.Dispose();
    }

    private void Renew()
    {
        ShowNodes();
        _ = InvokeAsync(SelectAsync);
        StateHasChanged();
    }

    private void ShowNodes() => visible = StepTree.Visible(view.Value?.Nodes ?? [], collapsed);

    private void Toggle(Guid key)
    {
        if (!collapsed.Remove(key))
        {
            collapsed.Add(key);
        }

        ShowNodes();
    }

    // The address names the step; what is shown of it is read again only if the step itself changed.
    private async Task SelectAsync()
    {
        // Keys move the selection faster than the address follows; what it passes on the way is not opened.
        if (headedFor is not null && Step != headedFor)
        {
            return;
        }

        headedFor = null;
        var step = view.Value?.Find(Step);
        var same = step is not null && selected is not null && AreSame(step, selected);
        var other = step?.Facts.Key != selected?.Facts.Key;
        selected = step;
        if (other)
        {
            (opened, openFailed) = (null, false);
        }

        if (step is not null && (!same || (opened is null && !openFailed)))
        {
            await OpenSelectedAsync();
        }
    }

    private async Task OpenSelectedAsync()
    {
        if (selected is not { } step || ended.IsCancellationRequested)
        {
            return;
        }

        try
        {
            var detail = await Runs.OpenStepAsync(Id, step.Facts.Key, ended.Token);
            if (selected?.Facts.Key == step.Facts.Key)
            {
                (opened, openFailed) = (detail, detail is null);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return;
        }
#pragma warning disable CA1031 // the rest of the page stays usable; the panel says that the step could not be read
        catch (Exception)
#pragma warning restore CA1031
        {
            openFailed = selected?.Facts.Key == step.Facts.Key;
        }

        StateHasChanged();
    }

    private async Task MoveAsync(int by)
    {
        if (visible.Count == 0 || view.Value is null)
        {
            return;
        }

        var index = Math.Clamp(IndexOfSelected + by, 0, visible.Count - 1);
        var step = visible[index].Step;
        if (step.Facts.Key == selected?.Facts.Key)
        {
            return;
        }

        (selected, opened, openFailed) = (step, null, false);
        headedFor = view.Value.LinkOf(step);
        Navigation.NavigateTo($"{Here}?step={Uri.EscapeDataString(headedFor)}", replace: true);
        if (table is not null)
        {
            await table.RevealAsync(index);
        }
    }

    private string? NameOfStep(Guid key) => view.Value?.Find(key) is { } step ? StepWords.NameOf(step.Facts) : null;

    private static bool AreSame(StepRow one, StepRow other) =>
        one.Facts.Key == other.Facts.Key
        && one.Facts.EndedAt == other.Facts.EndedAt
        && one.Facts.Status == other.Facts.Status
        && one.Facts.Usage == other.Facts.Usage
        && one.Facts.HasOutput == other.Facts.HasOutput
        && one.CostNanoUsd == other.CostNanoUsd;
}
