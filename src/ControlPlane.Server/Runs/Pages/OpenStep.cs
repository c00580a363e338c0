namespace ControlPlane.Server.Runs.Pages;

/// <summary>The step that is open beside the trace, and its content, which is read for this one alone.</summary>
internal sealed class OpenStep(RunQueries runs, ToolCallOrigins origins, ILogger log) : IDisposable
{
    private readonly CancellationTokenSource ended = new();
    private int asked;
    private int answered;

    public TraceStep? Step { get; private set; }

    /// <summary>Null until it was read.</summary>
    public StepDetail? Detail { get; private set; }

    /// <summary>The model call that asked for it, if it is a tool call.</summary>
    public ToolCallOrigin? Origin { get; private set; }

    public bool Failed { get; private set; }

    /// <summary>Opens another step, the same one as it has become, or none.</summary>
    /// <returns>Whether its content has to be read.</returns>
    public bool Choose(TraceStep? step)
    {
        var same = IsSame(step, Step);
        if (step?.Key != Step?.Key)
        {
            (Detail, Origin, Failed) = (null, null, false);
        }

        Step = step;
        return step is not null && (!same || (Detail is null && !Failed));
    }

    public async Task ReadAsync(Guid run)
    {
        if (Step is not { } step || ended.IsCancellationRequested)
        {
            return;
        }

        var mine = ++asked;
        try
        {
            var detail = await runs.OpenStepAsync(run, step.Key, ended.Token);
            var from = detail is null ? null : await origins.FindAsync(run, detail.Step.Facts, ended.Token);
            if (Step?.Key == step.Key && mine > answered) // an earlier answer may come later
            {
                (Detail, Origin, Failed, answered) = (detail, from, detail is null, mine);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The page was closed meanwhile.
        }
#pragma warning disable CA1031 // the rest of the page stays usable; the panel says that the step could not be read
        catch (Exception failure)
#pragma warning restore CA1031
        {
            log.LogWarning(failure, "A step could not be read");
            Failed |= Step?.Key == step.Key && mine > answered;
        }
    }

    public void Dispose()
    {
        ended.Cancel();
        ended.Dispose();
    }

    // A record compares its list by reference, and every refresh brings a new one.
    private static bool IsSame(TraceStep? one, TraceStep? other) =>
        one == other
        || (
            one is not null
            && other is not null
            && one == other with { Reports = one.Reports }
            && one.Reports.SequenceEqual(other.Reports)
        );
}
