using ControlPlane.Server.Platform.Hosting.Http;

namespace ControlPlane.Server.Platform.Layout;

/// <summary>
/// How a page changes something. What was done is said in a toast, with the way back where there is one; what was
/// refused or went wrong stays on the page in <see cref="SaveProblem"/>, and so does what the person has typed. One for
/// each component.
/// </summary>
public sealed class Saving
{
    private readonly Toasts toasts;
    private readonly ILogger log;

    internal Saving(Toasts toasts, ILogger<Saving> log) => (this.toasts, this.log) = (toasts, log);

    /// <summary>Something is being done: buttons rest.</summary>
    public bool Busy { get; private set; }

    /// <summary>Why the last change was not made.</summary>
    public string? Refused { get; private set; }

    /// <summary>By field, if fields are at fault.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; private set; }

    /// <summary>Called after each change and each undo: reads again what the page shows.</summary>
    public Func<Task> Changed { get; set; } = static () => Task.CompletedTask;

    public void Clear() => (Refused, Errors) = (null, null);

    /// <param name="said">What was done, in a few words: <c>Key “billing-prod” revoked</c>.</param>
    /// <param name="undo">Takes it back. Null where that is not possible.</param>
    internal async Task<Outcome<T>> DoAsync<T>(
        Func<Task<Outcome<T>>> change,
        string? said = null,
        Func<Task<Outcome<T>>>? undo = null
    )
    {
        if (Busy)
        {
            return Refusal.Conflict("It is being saved already."); // a second click before the button knew of the first
        }

        Busy = true;
        Clear();
        var outcome = await TryAsync(change);
        (Refused, Errors) = (outcome.Refusal?.Detail, outcome.Refusal?.Errors);
        if (outcome.Done)
        {
            await Changed();
        }

        Busy = false;
        if (outcome.Done && said is not null)
        {
            await toasts.SayAsync(said, undo is null ? null : () => UndoAsync(undo));
        }

        return outcome;
    }

    private async Task UndoAsync<T>(Func<Task<Outcome<T>>> undo)
    {
        var outcome = await TryAsync(undo);
        await Changed();
        await toasts.SayAsync(outcome.Done ? "Undone" : $"It could not be undone. {outcome.Refusal.Detail}");
    }

    private async Task<Outcome<T>> TryAsync<T>(Func<Task<Outcome<T>>> change)
    {
        try
        {
            return await change();
        }
#pragma warning disable CA1031 // whatever went wrong, the person is told and keeps what was typed
        catch (Exception failure)
#pragma warning restore CA1031
        {
            log.LogError(failure, "A change that a person asked for failed");
            return new Refusal(
                StatusCodes.Status503ServiceUnavailable,
                "That did not work just now; the server's log says why. Nothing you typed is lost: try again."
            );
        }
    }
}
