using System.Globalization;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Access;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Platform.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;

namespace ControlPlane.Server.Runs.Retention.Pages;

/// <summary>How long runs are kept, what is stored, and what goes next.</summary>
public sealed partial class RetentionPage : IDisposable
{
    private const int MostDays = 60;

    // What was typed and not saved yet, and what it would drop; null if that could not be read.
    private readonly Dictionary<string, string> wanted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RetentionLoss?> loss = new(StringComparer.Ordinal);
    private ReadView<Stored> view = null!;
    private bool mayWrite;

    private sealed record Stored(IReadOnlyList<RetentionState> States, IReadOnlyList<StoredDay> Days);

    [Inject]
    private AuthenticationStateProvider Authentication { get; set; } = null!;

    [Inject]
    private RetentionQueries Queries { get; set; } = null!;

    [Inject]
    private ChangeRetention Change { get; set; } = null!;

    [Inject]
    private IOptions<RunOptions> Options { get; set; } = null!;

    [Inject]
    private Confirmations Questions { get; set; } = null!;

    [Inject]
    private Saving Saving { get; set; } = null!;

    [Inject]
    private LivePages Live { get; set; } = null!;

    [Inject]
    private ILogger<RetentionPage> Log { get; set; } = null!;

    private TimeSpan Every => Options.Value.CleanUpEvery;

    private IReadOnlyList<RetentionState> States => view.Value?.States ?? [];

    private IReadOnlyList<StoredDay> Days => view.Value?.Days ?? [];

    protected override void OnInitialized()
    {
        view = Live.Once<Stored>(StateHasChanged);
        Saving.Changed = () =>
        {
            wanted.Clear();
            loss.Clear();
            return view.ReloadAsync();
        };
    }

    protected override async Task OnInitializedAsync()
    {
        mayWrite = (await Authentication.GetAuthenticationStateAsync()).User.Role() >= Role.Admin;
        await view.OpenAsync(ReadAsync);
    }

    public void Dispose() => view.Dispose();

    private async Task<Stored> ReadAsync(CancellationToken cancellation) =>
        new(
            await Queries.StateAsync(cancellation),
            [.. (await Queries.DaysAsync(cancellation)).OrderBy(static day => day.Day)]
        );

    private string Wanted(RetentionState state) =>
        wanted.GetValueOrDefault(state.Class) ?? state.Days.ToString(CultureInfo.InvariantCulture);

    private async Task PreviewAsync(RetentionState state, ChangeEventArgs change)
    {
        wanted[state.Class] = change.Value?.ToString() ?? "";
        loss.Remove(state.Class);
        if (DaysOf(state) is { } chosen && chosen != state.Days)
        {
            loss[state.Class] = await LossAsync(state.Class, chosen);
        }
    }

    private async Task<RetentionLoss?> LossAsync(string environmentClass, int days)
    {
        try
        {
            return await Queries.LossAsync(environmentClass, days, CancellationToken.None);
        }
        catch (Exception failure) when (failure is System.Data.Common.DbException or TimeoutException)
        {
            Log.LogWarning(failure, "What a shorter period would drop could not be read");
            return null;
        }
    }

    private async Task SaveAsync()
    {
        // What was typed last may not have been looked at yet.
        foreach (var state in States)
        {
            if (DaysOf(state) is { } days && days != state.Days)
            {
                loss[state.Class] = await LossAsync(state.Class, days);
            }
        }

        var lost = loss.Values.Sum(static part => part?.Runs ?? 0);
        var isShorter = States.Any(state => DaysOf(state) < state.Days);
        var isUnknown = isShorter && loss.ContainsValue(null);
        var reply =
            isShorter || lost > 0 ? await Questions.AskAsync(Shortens(isUnknown ? null : lost)) : new Reply(Yes: true);
        if (!reply.Yes)
        {
            return;
        }

        var chosen = Of(DaysOf);
        var before = Of(static state => state.Days);
        await Saving.DoAsync(
            () => ApplyAsync(chosen, reply.Why),
            "Periods saved: the next clean-up uses them",
            () => ApplyAsync(before, null)
        );
    }

    private async Task<Outcome<RetentionDays>> ApplyAsync(RetentionDays days, string? why) =>
        await Change.HandleAsync(
            days,
            (await Authentication.GetAuthenticationStateAsync()).User.Because(why),
            CancellationToken.None
        );

    private RetentionDays Of(Func<RetentionState, int?> days)
    {
        return new(Days(EnvironmentClass.Production), Days(EnvironmentClass.Other));

        int? Days(string name) => States.FirstOrDefault(state => state.Class == name) is { } state ? days(state) : null;
    }

    // Null if it is not known how many go with the next clean-up.
    private static Question Shortens(long? runs) =>
        runs is 0
            ? new(
                "Keep runs for a shorter time?",
                "Nothing is past the new period yet. From now on runs are deleted sooner, for good.",
                "Save"
            )
            : new(
                runs is { } many
                    ? $"Delete {Format.ExactCount(many)} runs with the next clean-up?"
                    : "Delete what is past the shorter period with the next clean-up?",
                "They are past the new period. Their steps, prompts and outputs go with them and cannot be brought back.",
                "Save and delete"
            );

    private int? DaysOf(RetentionState state) =>
        int.TryParse(Wanted(state), NumberStyles.None, CultureInfo.InvariantCulture, out var days)
        && days is >= RetentionPeriod.Shortest and <= RetentionPeriod.Longest
            ? days
            : null;

    private string Until(StoredDay day) =>
        States.FirstOrDefault(state => state.Class == day.Class) is { } state
            ? day.Day < state.KeptFrom
                ? day.GoingOn > 0
                    ? $"{day.GoingOn} runs of it have ended"
                    : "the next clean-up"
                : Date(day.Day.AddDays(state.Days + 1))
            : "–";

    private static string Words(RetentionLoss lost) =>
        lost is { Days: 0, Runs: 0, HeldDays: 0 }
            ? "nothing"
            : $"{lost.Days} days, {Format.Count(lost.Runs)} runs, {Size(lost.Bytes)}"
                + (lost.HeldDays > 0 ? $"; {lost.HeldDays} days wait for runs that go on" : "");

    private static string Date(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    private static string Size(long bytes) =>
        bytes switch
        {
            < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0} kB"),
            < 1024L * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.00} GB"),
        };
}
