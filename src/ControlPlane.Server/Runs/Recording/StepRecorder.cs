using System.Threading.Channels;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Prices;
using ControlPlane.Server.Runs.Retention;
using Npgsql;

namespace ControlPlane.Server.Runs.Recording;

/// <summary>
/// The way every report takes into the database. Reports that arrive while a transaction is under way form the next
/// one (no timer: a lonely caller waits for nothing). The caller hears of success only after the commit. What is
/// waiting is bounded; beyond that callers are told to come back.
/// </summary>
internal sealed class StepRecorder(
    NpgsqlDataSource database,
    StepPartitions partitions,
    RetentionPeriods retention,
    CurrentPrices prices,
    TopicAnnouncer announcer,
    TimeProvider time,
    ILogger<StepRecorder> log
) : BackgroundService
{
    private const int Writers = 2;
    private const int LargestQueue = 2_000;
    private const int LargestBatch = 5_000;
    private const long LargestContent = 256L * 1024 * 1024;
    private const int Attempts = 4;

    private readonly Channel<Waiting> queue = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(LargestQueue) { FullMode = BoundedChannelFullMode.Wait }
    );

    private long waitingContent;

    private sealed record Waiting(StepReport Report, long Content, TaskCompletionSource<StepReceipt> Done);

    /// <exception cref="RecorderBusyException">Too much is waiting; nothing of the report was stored.</exception>
    public Task<StepReceipt> RecordAsync(StepReport report)
    {
        if (report.Steps.Count + report.Logs.Count == 0)
        {
            return Task.FromResult(StepReceipt.AllAccepted);
        }

        var content =
            report.Steps.Sum(static step => (long)step.Content.Length)
            + report.Logs.Sum(static log => (long)log.Content.Length);
        var waiting = new Waiting(
            report,
            content,
            new TaskCompletionSource<StepReceipt>(TaskCreationOptions.RunContinuationsAsynchronously)
        );
        if (Interlocked.Add(ref waitingContent, content) <= LargestContent && queue.Writer.TryWrite(waiting))
        {
            return waiting.Done.Task;
        }

        Interlocked.Add(ref waitingContent, -content);
        throw new RecorderBusyException();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // What was accepted is stored: the writers end when the queue is empty, not when they are told to.
        queue.Writer.TryComplete();
        if (ExecuteTask is { } writers)
        {
            await writers.WaitAsync(cancellationToken);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(WriteAsync, CancellationToken.None)));

    private async Task WriteAsync()
    {
        NpgsqlConnection? connection = null;
        while (await queue.Reader.WaitToReadAsync())
        {
            var batch = Take();
            if (batch.Count == 0)
            {
                continue;
            }

            connection = await StoreOrFailAsync(connection, batch);
        }

        if (connection is not null)
        {
            await connection.DisposeAsync();
        }
    }

    private List<Waiting> Take()
    {
        var batch = new List<Waiting>();
        var size = 0;
        while (size < LargestBatch && queue.Reader.TryRead(out var next))
        {
            Interlocked.Add(ref waitingContent, -next.Content);
            batch.Add(next);
            size += next.Report.Steps.Count + next.Report.Logs.Count;
        }

        return batch;
    }

    /// <summary>Whatever happens, every caller hears of it and the writer goes on.</summary>
    private async Task<NpgsqlConnection?> StoreOrFailAsync(NpgsqlConnection? connection, List<Waiting> batch)
    {
        try
        {
            return await StoreAsync(connection, batch);
        }
        catch (Exception failure)
        {
            log.LogError(failure, "A writer failed and starts over");
            foreach (var item in batch)
            {
                item.Done.TrySetException(failure);
            }

            return null;
        }
    }

    /// <summary>If a batch fails as a whole, each report is tried alone: one bad report harms no neighbour.</summary>
    private async Task<NpgsqlConnection?> StoreAsync(NpgsqlConnection? connection, List<Waiting> waiting)
    {
        var batch = new RecordingBatch([.. waiting.Select(static item => item.Report)]);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                connection ??= await OpenAsync();
                var changed = await CommitAsync(connection, batch);
                for (var i = 0; i < waiting.Count; i++)
                {
                    waiting[i].Done.SetResult(batch.ReceiptOf(i));
                }

                announcer.AnnounceRuns(changed);
                return connection;
            }
            catch (Exception failure)
            {
                connection = await KeepIfUsableAsync(connection);
                if (attempt < Attempts && (IsTransient(failure) || StoreLoss.Caused(failure)))
                {
                    batch = new RecordingBatch(batch.Reports);
                    continue;
                }

                log.LogError(failure, "A batch of {Reports} reports could not be stored", waiting.Count);
                return StoreLoss.Caused(failure)
                    ? Refuse(connection, waiting, failure)
                    : await StoreEachAsync(connection, waiting, failure);
            }
        }
    }

    // Without a database each alone would fail as slowly as all together.
    private static NpgsqlConnection? Refuse(NpgsqlConnection? connection, List<Waiting> waiting, Exception failure)
    {
        foreach (var item in waiting)
        {
            item.Done.SetException(new StoreLostException(failure));
        }

        return connection;
    }

    private async Task<NpgsqlConnection?> StoreEachAsync(
        NpgsqlConnection? connection,
        List<Waiting> waiting,
        Exception failure
    )
    {
        if (waiting.Count == 1)
        {
            waiting[0].Done.SetException(failure);
            return connection;
        }

        foreach (var item in waiting)
        {
            connection = await StoreAsync(connection, [item]);
        }

        return connection;
    }

    private async Task<IReadOnlyCollection<Guid>> CommitAsync(NpgsqlConnection connection, RecordingBatch batch)
    {
        var now = time.GetUtcNow();
        var traces = NewTrace.AllOf(batch, retention);
        await partitions.EnsureAsync(
            traces.Values.Select(trace => (trace.Class, trace.RunDay(now))),
            CancellationToken.None
        );
        return await new RecordingTransaction(connection, prices.Table, now).RunAsync(
            batch,
            traces,
            CancellationToken.None
        );
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = await database.OpenConnectionAsync();
        try
        {
            await StepInsertion.PrepareConnectionAsync(connection, CancellationToken.None);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task<NpgsqlConnection?> KeepIfUsableAsync(NpgsqlConnection? connection)
    {
        if (connection is { State: System.Data.ConnectionState.Open })
        {
            return connection;
        }

        if (connection is not null)
        {
            await connection.DisposeAsync();
        }

        return null;
    }

    private static bool IsTransient(Exception failure) =>
        ConflictRetry.IsConflict(failure)
        || failure
            is PostgresException { SqlState: PostgresErrorCodes.CheckViolation }
                or NpgsqlException { IsTransient: true };
}

/// <summary>Too many reports wait to be stored.</summary>
internal sealed class RecorderBusyException : Exception;

/// <summary>The database cannot be reached; whether the report was stored is not known, and sending it again is safe.</summary>
internal sealed class StoreLostException(Exception cause) : Exception("The database cannot be reached.", cause);
