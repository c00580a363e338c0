using System.Diagnostics;
using System.Text.Json.Nodes;
using ControlPlane.Samples.Fleet.Acting;
using ControlPlane.Samples.Fleet.Agents;
using ControlPlane.Samples.Fleet.Playing;

namespace ControlPlane.Samples.Fleet;

/// <summary>From the first knock at the door to the last run.</summary>
internal sealed class Show(FleetOptions options, TimeProvider time)
{
    /// <returns>The exit code.</returns>
    public async Task<int> PlayAsync(CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var watched = options.Watch is { } pid ? Find(pid) : null;
        if (options.Watch is not null && watched is null)
        {
            return 0;
        }

        var guard = watched is null ? Task.CompletedTask : EndWithAsync(watched, end);
        try
        {
            await PlayAsync(await AddressAsync(end.Token), end);
            return 0;
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return 0;
        }
        catch (DismissedException)
        {
            await SayAsync("the control plane does not take its key any more, so it stops.");
            return 0;
        }
        catch (HttpRequestException failure)
        {
            // The server is gone; if it was to be watched, that is how a show ends.
            await SayAsync("the control plane is not reached: " + failure.Message);
            return options.Watch is null ? 1 : 0;
        }
        finally
        {
            await end.CancelAsync();
            await guard;
            Forget(options.AddressFile);
        }
    }

    private async Task PlayAsync(Uri address, CancellationTokenSource end)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", options.Key);
        var stage = new Stage(http, time);
        var cast = await RegisterAsync(stage, end.Token);
        if (options.History > 0 && cast.Count > 0)
        {
            var imported = await new History(stage, cast, time, options.History).ImportAsync(end.Token);
            if (imported > 0)
            {
                GC.Collect(2, GCCollectionMode.Aggressive); // what follows needs little
                await SayAsync($"imported {imported} runs of the week before.");
            }
        }

        end.CancelAfter(options.For ?? Timeout.InfiniteTimeSpan);
        var seed = options.Seed ?? time.GetUtcNow().UtcTicks;
        try
        {
            await new LivePlay(stage, cast, time, seed, options.Speed).PlayAsync(end.Token);
        }
        finally
        {
            if (options.For is not null)
            {
                await SayAsync($"{stage.Sent} requests, {stage.Refused} refused.");
            }
        }
    }

    /// <summary>Tells who they are. A name that another agent has already is left to it.</summary>
    private static async Task<IReadOnlyList<IActor>> RegisterAsync(Stage stage, CancellationToken cancellation)
    {
        var agents = new JsonArray([
            .. Cast.All.Select(static actor => new JsonObject
            {
                ["slug"] = actor.Card.Slug,
                ["name"] = actor.Card.Slug,
                ["team"] = Card.Team,
                ["owner"] = actor.Card.Owner,
                ["description"] = actor.Card.Description,
            }),
        ]);
        var answer = await stage.PostAsync(
            "/api/v1/demonstration/agents",
            new JsonObject { ["agents"] = agents },
            cancellation
        );
        if (answer is null)
        {
            return Cast.All; // a key of somebody's own: they report as any agent does
        }

        var registered =
            answer["registered"]?.AsArray().Select(static slug => slug!.ToString()).ToHashSet(StringComparer.Ordinal)
            ?? [];
        return [.. Cast.All.Where(actor => registered.Contains(actor.Card.Slug))];
    }

    private async Task<Uri> AddressAsync(CancellationToken cancellation)
    {
        while (options.Url is null)
        {
            if (
                File.Exists(options.AddressFile)
                && (await File.ReadAllTextAsync(options.AddressFile, cancellation)).Trim() is { Length: > 0 } text
            )
            {
                return FleetOptions.Loopback(text);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellation);
        }

        return options.Url;
    }

    private static void Forget(string? file)
    {
        if (file is not null)
        {
            File.Delete(file);
        }
    }

    private static async Task EndWithAsync(Process watched, CancellationTokenSource end)
    {
        try
        {
            await watched.WaitForExitAsync(end.Token);
            await end.CancelAsync();
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // It outlives the show.
        }
    }

    private static Process? Find(int pid)
    {
        try
        {
            return Process.GetProcessById(pid);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static Task SayAsync(string words) => Console.Error.WriteLineAsync("Demonstration fleet: " + words);
}
