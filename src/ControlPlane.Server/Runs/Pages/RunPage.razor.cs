using ControlPlane.Domain.Runs;
using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Platform.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>One run: its tree and waterfall, and the step that is open.</summary>
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

    private readonly HashSet<Guid> collapsed = [];
    private readonly CancellationTokenSource ended = new();
    private readonly RunFind find = new();
    private LiveView<RunSnapshot> view = default!;
    private IReadOnlyList<StepNode> visible = [];
    private IReadOnlyList<Gap> gaps = [];
    private Timeline timeline = new(default, default);
    private RunSnapshot? last;
    private StepTable? table;
    private TraceStep? selected;
    private StepDetail? opened;
    private ToolCallOrigin? origin;
    private bool openFailed;
    private bool folds = true;
    private Guid shownRun;
    private Guid? toReveal;
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

    private string Position => $"step {Format.ExactCount(IndexOfSelected + 1)} of {Format.ExactCount(visible.Count)}";

    private string Completeness
    {
        get
        {
            var (here, stored) = (view.Value!.Nodes.Count, Math.Max(Detail!.Run.Steps, view.Value.Nodes.Count));
            var steps = stored == 1 ? "step" : "steps";
            return here == stored
                ? $"Complete: {Format.ExactCount(here)} of {Format.ExactCount(stored)} {steps}, nothing cut."
                : $"{Format.ExactCount(here)} of {Format.ExactCount(stored)} {steps}: {Format.ExactCount(stored - here)} are still being stored.";
        }
    }

    private string FindSays
    {
        get
        {
            if (!find.IsActive)
            {
                return "";
            }

            var number = find.NumberOf(selected?.Key);
            var count = Format.ExactCount(find.Matches.Count);
            var where =
                number > 0 ? $"{Format.ExactCount(number)} of {count}"
                : find.Matches.Count == 0 ? "none"
                : count + " found";
            return find.Content is { Complete: false } cut
                ? $"{where}; content of the first {Format.ExactCount(cut.Searched)} reports was searched"
                : where;
        }
    }

    private int IndexOfSelected => selected is null ? -1 : IndexOf(visible, selected.Key);

    protected override void OnInitialized() => view = Live.View<RunSnapshot>(InvokeAsync, Renew);

    protected override async Task OnParametersSetAsync()
    {
        if (shownRun != Id)
        {
            shownRun = Id;
            collapsed.Clear();
            find.Look("", []);
            (selected, opened, origin, headedFor, visible, last) = (null, null, null, null, [], null);
        }

        var id = Id;
        await view.OpenAsync(
            RunTopics.Of(id),
            "page",
            cancellation => RunSnapshot.ReadAsync(Runs, Traces, id, last, Time, cancellation)
        );
        if (Detail is { } found && found.Run.Id != Id)
        {
            // It was merged into another run, which has all its steps.
            Navigation.NavigateTo($"/runs/{found.Run.Id}", replace: true);
            return;
        }

        ShowNodes();
        await SelectAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (toReveal is { } key && table is not null && IndexOf(visible, key) is >= 0 and var index)
        {
            toReveal = null;
            await table.RevealAsync(index);
        }
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

    private void ShowNodes()
    {
        var nodes = view.Value?.Nodes ?? [];
        if (!ReferenceEquals(last, view.Value) || GoesOn)
        {
            last = view.Value;
            var whole = Timeline.Of(nodes, Until);
            gaps = IdleTime.Of(nodes, whole);
            timeline = folds ? whole with { Gaps = gaps } : whole;
            find.Renew(nodes);
        }

        visible = StepTree.Visible(nodes, collapsed);
    }

    private void FoldOrUnfold()
    {
        folds = !folds;
        timeline = timeline with { Gaps = folds ? gaps : [] };
    }

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

        var moved = headedFor is not null;
        headedFor = null;
        var step = view.Value?.Find(Step);
        var same = step is not null && step == selected;
        var other = step?.Key != selected?.Key;
        selected = step;
        if (other)
        {
            (opened, origin, openFailed) = (null, null, false);
        }

        if (step is not null && other && !moved)
        {
            Reveal(step.Key);
        }

        if (step is not null && (!same || (opened is null && !openFailed)))
        {
            await OpenSelectedAsync();
        }
    }

    private void Reveal(Guid key)
    {
        if (view.Value?.IndexOf(key) is >= 0 and var index)
        {
            foreach (var above in StepTree.Above(view.Value.Nodes, index))
            {
                collapsed.Remove(above.Step.Key);
            }

            visible = StepTree.Visible(view.Value.Nodes, collapsed);
            toReveal = key;
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
            var detail = await Runs.OpenStepAsync(Id, step.Key, ended.Token);
            var from = detail is null ? null : await Origins.FindAsync(Id, detail.Step.Facts, ended.Token);
            if (selected?.Key == step.Key)
            {
                (opened, origin, openFailed) = (detail, from, detail is null);
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
            openFailed = selected?.Key == step.Key;
        }

        StateHasChanged();
    }

    private Task MoveAsync(int by)
    {
        if (visible.Count == 0)
        {
            return Task.CompletedTask;
        }

        var from = IndexOfSelected;
        return GoToAsync(visible[Math.Clamp(from + by, 0, visible.Count - 1)].Step);
    }

    // As in a grid of rows that fold: left closes, then goes up; right opens, then goes down.
    private Task LeftAsync()
    {
        if (IndexOfSelected is not (>= 0 and var index))
        {
            return MoveAsync(1);
        }

        if (visible[index].Descendants > 0 && !collapsed.Contains(visible[index].Step.Key))
        {
            Toggle(visible[index].Step.Key);
            return Task.CompletedTask;
        }

        return StepTree.Above(visible, index).FirstOrDefault() is { } parent
            ? GoToAsync(parent.Step)
            : Task.CompletedTask;
    }

    private Task RightAsync()
    {
        if (IndexOfSelected is not (>= 0 and var index))
        {
            return MoveAsync(1);
        }

        if (collapsed.Contains(visible[index].Step.Key))
        {
            Toggle(visible[index].Step.Key);
            return Task.CompletedTask;
        }

        return visible[index].Descendants > 0 ? MoveAsync(1) : Task.CompletedTask;
    }

    private async Task GoToAsync(TraceStep step)
    {
        if (step.Key == selected?.Key || view.Value is null)
        {
            return;
        }

        (selected, opened, origin, openFailed) = (step, null, null, false);
        headedFor = view.Value.LinkOf(step);
        Reveal(step.Key);
        Navigation.NavigateTo(HrefOf(step), replace: true);
        if (toReveal is not null && table is not null && IndexOf(visible, step.Key) is >= 0 and var index)
        {
            toReveal = null;
            await table.RevealAsync(index);
        }
    }

    private async Task LookAsync(string text)
    {
        var nodes = view.Value?.Nodes ?? [];
        find.Look(text.Trim(), nodes);
        var asked = find.Text;
        if (asked.Length < 3)
        {
            return;
        }

        await Task.Delay(TimeSpan.FromMilliseconds(250), Time, ended.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (asked != find.Text || ended.IsCancellationRequested)
        {
            return; // more was typed
        }

        try
        {
            var found = await Texts.FindAsync(Id, asked, ended.Token);
            if (asked == find.Text)
            {
                find.Add(found, view.Value?.Nodes ?? nodes);
            }
        }
        catch (Exception failure)
            when (failure is OperationCanceledException or System.Data.Common.DbException or ObjectDisposedException)
        {
            // What the rows themselves say was found all the same.
        }
    }

    private Task FindKeyAsync(KeyboardEventArgs key)
    {
        if (key.Key != "Enter" || view.Value is not { } snapshot)
        {
            return Task.CompletedTask;
        }

        return
            find.From(selected?.Key, key.ShiftKey ? -1 : 1, snapshot.IndexOf) is { } match
            && snapshot.Find(match) is { } step
            ? GoToAsync(step)
            : Task.CompletedTask;
    }

    private string HrefOf(TraceStep step) => $"{Here}?step={Uri.EscapeDataString(view.Value!.LinkOf(step))}";

    private string? NameOfStep(Guid key) => view.Value?.Find(key) is { } step ? StepWords.NameOf(step) : null;

    private static int IndexOf(IReadOnlyList<StepNode> nodes, Guid key)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            if (nodes[i].Step.Key == key)
            {
                return i;
            }
        }

        return -1;
    }
}
