using System.Text.Json.Nodes;
using ControlPlane.Domain.Runs;
using ControlPlane.Server.Runs.Recording;
using Npgsql;

namespace ControlPlane.Server.Runs;

/// <summary>Fetches, unpacks and reads the long content of steps.</summary>
internal sealed class StepContents(NpgsqlDataSource database, IEnumerable<IStepDocumentReader> readers)
{
    private readonly Dictionary<string, IStepDocumentReader> readers = readers.ToDictionary(
        static reader => reader.Source,
        StringComparer.Ordinal
    );

    private sealed record Part(Guid StepKey, Guid Report, string Name, JsonNode Document);

    /// <summary>By step; what other reports of a step tell is merged into it.</summary>
    public async Task<IReadOnlyDictionary<Guid, OpenedStep>> OpenAsync(
        Guid runId,
        IReadOnlyCollection<Guid> stepKeys,
        CancellationToken cancellation
    )
    {
        var parts = await ReadAsync(runId, stepKeys, cancellation);
        return parts
            .GroupBy(static part => part.StepKey)
            .ToDictionary(static group => group.Key, group => Merge(group.Key, [.. group]));
    }

    // The step's own report first.
    private OpenedStep Merge(Guid stepKey, Part[] parts)
    {
        OpenedStep[] reports =
        [
            .. parts
                .GroupBy(static part => part.Report)
                .OrderByDescending(report => report.Key == stepKey)
                .Select(report => Open([.. report])),
        ];
        var content = reports
            .Skip(1)
            .Aggregate(reports[0].Content, static (own, other) => own.CompletedBy(other.Content));
        var raw = reports[0].Raw;
        if (reports.Length > 1)
        {
            raw["reports"] = new JsonArray([.. reports.Skip(1).Select(static report => report.Raw)]);
        }

        return new OpenedStep(content, raw);
    }

    private OpenedStep Open(Part[] parts)
    {
        var step = parts.FirstOrDefault(static part => part.Name == StoredContent.StepPart)?.Document;
        JsonNode[] logs =
        [
            .. parts.Where(static part => part.Name != StoredContent.StepPart).Select(static part => part.Document),
        ];
        var source = (step ?? logs[0])["source"]?.GetValue<string>() ?? "";
        var content = readers.TryGetValue(source, out var reader) ? reader.Read(step, logs) : StepContent.Empty;
        var raw = new JsonObject { ["step"] = step?.DeepClone() };
        if (logs.Length > 0)
        {
            raw["logs"] = new JsonArray([.. logs.Select(static log => log.DeepClone())]);
        }

        return new OpenedStep(content, raw);
    }

    private async Task<List<Part>> ReadAsync(
        Guid runId,
        IReadOnlyCollection<Guid> stepKeys,
        CancellationToken cancellation
    )
    {
        var parts = new List<Part>();
        if (await RunPlace.FindAsync(database, runId, cancellation) is not { } place)
        {
            return parts;
        }

        await using var command = database.CreateCommand(
            """
            WITH reports AS (
                SELECT key AS step_key, key AS report FROM unnest($4) AS key
                UNION ALL SELECT duplicate_of, key FROM steps
                WHERE class = $1 AND run_day = $2 AND run_id = $3 AND duplicate_of = ANY($4) AND joined)
            SELECT r.step_key, r.report, c.part, c.body FROM reports r JOIN step_contents c
                ON c.class = $1 AND c.run_day = $2 AND c.run_id = $3 AND c.step_key = r.report
            ORDER BY c.at, c.part
            """
        );
        place.AddTo(command);
        command.Parameters.Add(new() { Value = stepKeys.ToArray() });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            if (StepDocument.Unpack(rows.GetFieldValue<byte[]>(3)) is { } document)
            {
                parts.Add(new Part(rows.GetGuid(0), rows.GetGuid(1), rows.GetString(2), document));
            }
        }

        return parts;
    }
}

/// <param name="Raw">
/// <c>{step, logs}</c>: the reports as they were stored, after redaction; <c>reports</c> has those of the same call that
/// came another way, each as <c>{step, logs}</c>.
/// </param>
internal sealed record OpenedStep(StepContent Content, JsonObject Raw);
