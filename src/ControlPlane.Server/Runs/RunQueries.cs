using System.Globalization;
using System.Text;
using ControlPlane.Domain.Runs;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Storage;
using ControlPlane.Server.Prices;
using ControlPlane.Server.Runs.Recording;
using Npgsql;

namespace ControlPlane.Server.Runs;

/// <summary>What the screens and the API read of runs.</summary>
internal sealed class RunQueries(NpgsqlDataSource database, StepContents contents, CurrentPrices prices)
{
    /// <summary>Newest first.</summary>
    public async Task<Page<RunRow>> ListAsync(RunFilter filter, PageRequest page, CancellationToken cancellation)
    {
        var details = await ListDetailsAsync(filter, page, cancellation);
        return new Page<RunRow>([.. details.Items.Select(static detail => detail.Run)], details.NextCursor);
    }

    /// <summary>Like <see cref="ListAsync"/>, with all that the API sends of a run.</summary>
    public async Task<Page<RunDetail>> ListDetailsAsync(
        RunFilter filter,
        PageRequest page,
        CancellationToken cancellation
    )
    {
        var where = new StringBuilder("r.visible");
        await using var command = database.CreateCommand();
        AddFilter(filter, where, command);
        if (page.After is { } after && RunCursor.Read(after) is var (startedAt, id))
        {
            command.Parameters.Add(new() { Value = startedAt });
            command.Parameters.Add(new() { Value = id });
            where.Append(
                CultureInfo.InvariantCulture,
                $" AND (r.started_at, r.id) < (${command.Parameters.Count - 1}, ${command.Parameters.Count})"
            );
        }

        command.Parameters.Add(new() { Value = page.Limit + 1 });
        command.CommandText =
            $"SELECT {RunRows.Columns} FROM runs r JOIN agents a ON a.id = r.agent_id WHERE {where} "
            + $"ORDER BY r.started_at DESC, r.id DESC LIMIT ${command.Parameters.Count}";
        var runs = await RunRows.ReadAsync(command, cancellation);
        return Page<RunDetail>.Cut(runs, page.Limit, static last => RunCursor.Of(last.Run));
    }

    /// <summary>A run by its id; by the id of a run that was merged into another, that other.</summary>
    public async Task<RunDetail?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            SELECT {RunRows.Columns} FROM runs r JOIN agents a ON a.id = r.agent_id
            WHERE r.id = coalesce((SELECT merged_into FROM runs WHERE id = $1), $1)
            """
        );
        command.Parameters.Add(new() { Value = id });
        return (await RunRows.ReadAsync(command, cancellation)).FirstOrDefault();
    }

    /// <summary>Content is read and unpacked only here.</summary>
    public async Task<StepDetail?> OpenStepAsync(Guid runId, Guid stepKey, CancellationToken cancellation)
    {
        if (await RunPlace.FindAsync(database, runId, cancellation) is not { } place)
        {
            return null;
        }

        var found = await StepReading.MergedAsync(
            database,
            place,
            "key = $4",
            [new() { Value = stepKey }],
            1,
            cancellation
        );
        if (found is not [var step])
        {
            return null;
        }

        var opened = await contents.OpenAsync(runId, [stepKey], cancellation);
        var row = StepRow.Of(step);
        var (lines, note) = CostLines(step);
        return opened.TryGetValue(stepKey, out var content)
            ? new StepDetail(row, content.Content, content.Raw, lines, note)
            : new StepDetail(row, StepContent.Empty, null, lines, note);
    }

    /// <summary>Content of several steps, for the API's list; <see cref="Guid.Empty"/> is the run's own.</summary>
    public async Task<IReadOnlyDictionary<Guid, StepContent>> ContentsAsync(
        Guid runId,
        IReadOnlyCollection<Guid> stepKeys,
        CancellationToken cancellation
    ) =>
        (await contents.OpenAsync(runId, stepKeys, cancellation)).ToDictionary(
            static step => step.Key,
            static step => step.Value.Content
        );

    /// <summary>
    /// The final text of a run: what its caller declared, else what its root says, else the last answer of a model.
    /// </summary>
    public async Task<string?> OutputAsync(RunDetail run, CancellationToken cancellation)
    {
        Guid[] keys = [Guid.Empty, .. await StepReading.AnswersOfRunAsync(database, run.Run.Id, cancellation)];
        var opened = await ContentsAsync(run.Run.Id, keys, cancellation);
        return keys.Select(key => opened.GetValueOrDefault(key)?.OutputText)
            .FirstOrDefault(static text => text is not null);
    }

    /// <summary>How many runs these agents have that are shown anywhere.</summary>
    public async Task<long> CountOfAgentsAsync(Guid[] agents, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "SELECT count(*) FROM runs WHERE agent_id = ANY($1) AND visible"
        );
        command.Parameters.Add(new() { Value = agents });
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private (IReadOnlyList<CostLine> Lines, string? Note) CostLines(StoredStep step)
    {
        if (step.Price is null)
        {
            var note = step.Facts switch
            {
                { Kind: not StepKind.Llm } => null,
                { Usage: null } => "The client reported no token usage, so this call has no cost.",
                _ => "No price is known for this model, so this call has no cost.",
            };
            return ([], note);
        }

        var cost = StepPricing.CostOf(prices.Table, step.Facts);
        return (
            [
                .. cost?.Lines.Select(static line => new CostLine(line.Unit.Name, line.Count, line.Price, line.Usd))
                    ?? [],
            ],
            $"Price {step.Price}"
        );
    }

    private static void AddFilter(RunFilter filter, StringBuilder where, NpgsqlCommand command)
    {
        Add("a.slug = ", filter.Agent);
        Add("r.status = ", filter.Status is { } status ? StoredName.Of(status) : null);
        Add("r.session_id = ", filter.SessionId);
        Add("r.user_id = ", filter.UserId);
        Add("r.environment = ", filter.Environment);
        Add("r.started_at >= ", filter.From?.ToUniversalTime());
        Add("r.started_at < ", filter.To?.ToUniversalTime());

        void Add(string condition, object? value)
        {
            if (value is not null)
            {
                command.Parameters.Add(new() { Value = value });
                where.Append(CultureInfo.InvariantCulture, $" AND {condition}${command.Parameters.Count}");
            }
        }
    }
}
