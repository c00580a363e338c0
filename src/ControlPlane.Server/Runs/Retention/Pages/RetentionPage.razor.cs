using System.Globalization;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Access;
using ControlPlane.Server.Platform.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;

namespace ControlPlane.Server.Runs.Retention.Pages;

/// <summary>How long runs are kept, what is stored, and what goes next.</summary>
public sealed partial class RetentionPage
{
    private const int MostDays = 60;

    private readonly Dictionary<string, string> wanted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RetentionLoss> loss = new(StringComparer.Ordinal);
    private IReadOnlyList<RetentionState>? states;
    private IReadOnlyList<StoredDay>? days;
    private string? refused;
    private bool mayWrite;
    private bool failed;
    private bool saved;
    private bool busy;

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
    private ILogger<RetentionPage> Log { get; set; } = null!;

    private TimeSpan Every => Options.Value.CleanUpEvery;

    protected override async Task OnInitializedAsync()
    {
        mayWrite = (await Authentication.GetAuthenticationStateAsync()).User.Role() >= Role.Admin;
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        try
        {
            states = await Queries.StateAsync(CancellationToken.None);
            days = [.. (await Queries.DaysAsync(CancellationToken.None)).OrderBy(static day => day.Day)];
            foreach (var state in states)
            {
                wanted[state.Class] = state.Days.ToString(CultureInfo.InvariantCulture);
            }

            (failed, busy) = (false, false);
            loss.Clear();
        }
        catch (Exception failure) when (failure is System.Data.Common.DbException or InvalidOperationException)
        {
            Log.LogWarning(failure, "What is stored could not be read");
            (failed, busy) = (true, false);
        }
    }

    private async Task PreviewAsync(RetentionState state, ChangeEventArgs change)
    {
        saved = false;
        wanted[state.Class] = change.Value?.ToString() ?? "";
        loss.Remove(state.Class);
        if (DaysOf(state.Class) is { } chosen && chosen != state.Days)
        {
            loss[state.Class] = await Queries.LossAsync(state.Class, chosen, CancellationToken.None);
        }
    }

    private async Task SaveAsync()
    {
        var lost = loss.Values.Sum(static part => part.Runs);
        if (lost > 0 && !await Questions.AskAsync(Loses(lost)))
        {
            return;
        }

        busy = true;
        var outcome = await Change.HandleAsync(
            new(DaysOf(EnvironmentClass.Production), DaysOf(EnvironmentClass.Other)),
            (await Authentication.GetAuthenticationStateAsync()).User,
            CancellationToken.None
        );
        (refused, saved) = (outcome.Refusal?.Detail, outcome.Done);
        await ReadAsync();
    }

    private static Question Loses(long runs) =>
        new(
            $"Delete {Format.ExactCount(runs)} runs with the next clean-up?",
            "They are past the new period. Their steps, prompts and outputs go with them and cannot be brought back.",
            "Save and delete"
        );

    private int? DaysOf(string environmentClass) =>
        int.TryParse(wanted[environmentClass], NumberStyles.None, CultureInfo.InvariantCulture, out var days)
        && days is >= RetentionPeriod.Shortest and <= RetentionPeriod.Longest
            ? days
            : null;

    private string Until(StoredDay day) =>
        states?.FirstOrDefault(state => state.Class == day.Class) is { } state
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
