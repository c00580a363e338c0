using ControlPlane.Samples.Fleet.Acting;
using ControlPlane.Samples.Fleet.Agents;
using ControlPlane.Samples.Fleet.Wire;

namespace ControlPlane.Samples.Fleet.Playing;

/// <summary>Runs that happen now: each step is sent when it ends, the root last.</summary>
/// <param name="speed">1 is real time; more makes runs shorter and more frequent.</param>
internal sealed class LivePlay(Stage stage, IReadOnlyList<IActor> cast, TimeProvider time, long seed, double speed)
{
    private static readonly TimeSpan Timetable = TimeSpan.FromMinutes(30);

    public async Task PlayAsync(CancellationToken cancellation)
    {
        var running = new List<Task>();
        var dice = new Dice(Dice.Seed(seed, -1));
        var scheduledAt = DateTimeOffset.MinValue;
        for (var index = 0; ; index++)
        {
            var now = time.GetUtcNow();
            if (now - scheduledAt >= Timetable)
            {
                scheduledAt = new DateTimeOffset(now.Ticks / Timetable.Ticks * Timetable.Ticks, TimeSpan.Zero);
                running.AddRange(Scheduled().Select((actor, i) => PlayAsync(actor, -2 - index - i, cancellation)));
            }

            running.Add(PlayAsync(Next(dice, index), index, cancellation));
            running.RemoveAll(static run => run.IsCompletedSuccessfully);
            await Task.Delay(Rhythm.Gap(now, dice.Between(0.0, 1.0)) / speed, time, cancellation);
            await Task.WhenAll(running.Where(static run => run.IsFaulted)); // the end of the show, or a fault of ours
        }
    }

    // Everybody comes on once, then as often as they work.
    private IActor Next(Dice dice, int index)
    {
        var working = cast.Where(static actor => actor.Weight > 0).ToArray();
        return index < working.Length ? working[index] : Cast.Next(working, dice);
    }

    private IEnumerable<IActor> Scheduled() => cast.Where(static actor => actor.Weight == 0);

    private async Task PlayAsync(IActor actor, int index, CancellationToken cancellation)
    {
        var startedAt = time.GetUtcNow();
        var run = actor.Plan(new Dice(Dice.Seed(seed, index)), Rhythm.Local(startedAt));
        var id = await OpenAsync(run, startedAt, cancellation);
        foreach (var step in run.Steps.OrderBy(static step => step.End).ThenBy(step => step == run.Root))
        {
            var wait = startedAt + step.End / speed - time.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellation);
            }

            await SendAsync(run, id, step, startedAt, cancellation);
        }

        if (id is not null)
        {
            await stage.PostAsync($"/api/v1/runs/{id}/complete", RunsApi.Complete(run), cancellation);
        }
    }

    /// <returns>The id of the run if it is told through the runs API.</returns>
    private async Task<string?> OpenAsync(PlannedRun run, DateTimeOffset startedAt, CancellationToken cancellation)
    {
        if (run.Agent.StartsByApi)
        {
            return (await stage.PostAsync("/api/v1/runs", RunsApi.Start(run), cancellation))?["id"]?.ToString();
        }

        if (run.Agent.Announces)
        {
            await stage.PostAsync("/v1/traces", Otlp.Opening(run, startedAt), cancellation);
        }

        return null;
    }

    private async Task SendAsync(
        PlannedRun run,
        string? id,
        Step step,
        DateTimeOffset startedAt,
        CancellationToken cancellation
    )
    {
        if (!run.Agent.StepsByApi)
        {
            await stage.PostAsync("/v1/traces", Otlp.Request([(run, startedAt, [step])], speed), cancellation);
        }
        else if (step.Kind is not (StepKind.Task or StepKind.Agent))
        {
            await stage.PostAsync($"/api/v1/runs/{id}/steps", RunsApi.Steps(run, step, startedAt, speed), cancellation);
        }
    }
}
