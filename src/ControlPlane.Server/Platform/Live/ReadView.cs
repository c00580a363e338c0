namespace ControlPlane.Server.Platform.Live;

/// <summary>
/// What a page reads when it is opened, and again when it asks. A failed read keeps what is shown. Dispose it with the
/// component.
/// </summary>
internal sealed class ReadView<T>(ILogger log, Action changed) : IReading, IDisposable
    where T : class
{
    private readonly CancellationTokenSource ended = new();
    private Func<CancellationToken, Task<T>>? source;
    private int asked;

    public T? Value { get; private set; }

    public bool HasValue => Value is not null;

    public Exception? Error { get; private set; }

    public bool TriesAgain => false;

    /// <summary>Shows something, or something else than before.</summary>
    public Task OpenAsync(Func<CancellationToken, Task<T>> read)
    {
        (source, Value, Error) = (read, null, null);
        return ReloadAsync();
    }

    public async Task ReloadAsync()
    {
        if (source is not { } read)
        {
            return;
        }

        var mine = ++asked;
        try
        {
            var value = await read(ended.Token);
            if (mine == asked) // an earlier answer may come later
            {
                (Value, Error) = (value, null);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return; // the page was left
        }
#pragma warning disable CA1031 // whatever went wrong, the page says so and offers to try again
        catch (Exception failure)
#pragma warning restore CA1031
        {
            log.LogWarning(failure, "What a page shows could not be read");
            if (mine == asked)
            {
                Error = failure;
            }
        }

        changed();
    }

    public void Dispose()
    {
        ended.Cancel();
        ended.Dispose();
    }
}
