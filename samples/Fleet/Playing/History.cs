using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Samples.Fleet.Acting;
using ControlPlane.Samples.Fleet.Agents;
using ControlPlane.Samples.Fleet.Wire;

namespace ControlPlane.Samples.Fleet.Playing;

/// <summary>
/// A week that has passed, so that the lists are not empty. A run of its own says that it was imported: it is started
/// with an idempotency key, so the control plane knows, and its start is the end of the week. Ids follow from that
/// moment: an import that broke off is done again and doubles nothing.
/// </summary>
internal sealed class History(Stage stage, IReadOnlyList<IActor> cast, TimeProvider time, int runs)
{
    private const int Days = 7;
    private const double FullSize = 2_000;
    private static readonly TimeSpan Lead = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(90);
    private const int RunsARequest = 30;
    private const int AtOnce = 2;

    /// <returns>How many runs were imported; 0 if that was done before.</returns>
    public async Task<int> ImportAsync(CancellationToken cancellation)
    {
        var start = new JsonObject
        {
            ["agent"] = (cast.FirstOrDefault(static actor => actor.Card.StepsByApi) ?? cast[0]).Card.Slug,
            ["task"] = "Import of a week of history",
            ["environment"] = "staging",
            ["idempotencyKey"] = "demonstration-history",
        };
        if (await stage.PostAsync("/api/v1/runs", start, cancellation) is not { } import || Is(import, "succeeded"))
        {
            return 0;
        }

        var end = import["startedAt"]!.GetValue<DateTimeOffset>().ToUniversalTime();
        var planned = Plan(end).ToArray();
        // The newest first: they are what a list shows.
        for (var day = 0; day < Days; day++)
        {
            var (from, to) = (end.AddDays(-day - 1), end.AddDays(-day));
            var some = planned.Where(run => run.At >= from && run.At < to).ToArray();
            await ImportAsync(some, cancellation);
            await ReportAsync($"{import["id"]}", from, some.Length, cancellation);
        }

        var done = new JsonObject { ["status"] = "succeeded", ["output"] = $"{planned.Length} runs" };
        await stage.PostAsync($"/api/v1/runs/{import["id"]}/complete", done, cancellation);
        return planned.Length;
    }

    private async Task ImportAsync(
        (IActor Actor, DateTimeOffset At, int Index)[] some,
        CancellationToken cancellation
    ) =>
        await Parallel.ForEachAsync(
            some.Chunk(RunsARequest),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (chunk, cancel) =>
            {
                var past = chunk
                    .Select(item =>
                        (
                            Run: item.Actor.Plan(
                                new Dice(Dice.Seed(item.At.UtcTicks, item.Index)),
                                Rhythm.Local(item.At)
                            ),
                            item.At
                        )
                    )
                    .Select(static item => (item.Run, item.At, (IEnumerable<Step>)item.Run.Steps));
                await stage.PostAsync("/v1/traces", Otlp.Request(past, speed: 1), cancel);
            }
        );

    private async Task ReportAsync(string import, DateTimeOffset from, int count, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var day = from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var step = new JsonObject
        {
            ["id"] = day,
            ["kind"] = "other",
            ["name"] = "Day from " + day,
            ["startedAt"] = now,
            ["endedAt"] = now,
            ["output"] = $"{count} runs",
        };
        await stage.PostAsync(
            $"/api/v1/runs/{import}/steps",
            new JsonObject { ["steps"] = new JsonArray(step) },
            cancellation
        );
    }

    private IEnumerable<(IActor Actor, DateTimeOffset At, int Index)> Plan(DateTimeOffset end)
    {
        var dice = new Dice(Dice.Seed(end.UtcTicks, 0));
        var hours = Enumerable.Range(1, Days * 24).Select(hour => end.AddHours(-hour)).ToArray();
        var share = runs / hours.Sum(Rhythm.At);
        var working = cast.Where(static actor => actor.Weight > 0).ToArray();
        var scheduled = cast.Where(static actor => actor.Weight == 0).ToArray();
        var index = 0;
        var size = Math.Min(1, runs / FullSize); // of a small history everything is small
        // The last minutes are as busy as what follows live.
        for (
            var at = end - Lead * size;
            at < end - LongestRun && working.Length > 0;
            at += Rhythm.Gap(at, dice.Between(0.0, 1.0))
        )
        {
            yield return (Cast.Next(working, dice), at, ++index);
        }

        foreach (var hour in hours)
        {
            var count = (int)Math.Floor(share * Rhythm.At(hour) + dice.Between(0.0, 1.0));
            for (var i = 0; i < count && working.Length > 0; i++)
            {
                // No run of the past reaches into the present.
                var at = hour.AddMinutes(dice.Between(0.0, hour.AddHours(1) < end ? 60.0 : 57.5));
                yield return (Cast.Next(working, dice), at, ++index);
            }

            foreach (var actor in scheduled.Where(_ => dice.Chance(size)))
            {
                var at = new DateTimeOffset(hour.Ticks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, TimeSpan.Zero);
                yield return (actor, at.AddSeconds(1), ++index);
                yield return (actor, at.AddMinutes(-30).AddSeconds(1), ++index);
            }
        }
    }

    private static bool Is(JsonNode run, string status) => (string?)run["status"] == status;
}
