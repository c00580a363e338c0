using System.Text.Json.Nodes;
using ControlPlane.Domain.Runs;
using ControlPlane.Server.Runs.Recording;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs;

/// <summary>Fetches, unpacks and reads the long content of steps.</summary>
internal sealed class StepContents(NpgsqlDataSource database, IEnumerable<IStepDocumentReader> readers)
{
    private readonly Dictionary<string, IStepDocumentReader> readers = readers.ToDictionary(
        static reader => reader.Source,
        StringComparer.Ordinal
    );

    private sealed record Part(Guid StepKey, string Name, JsonNode Document);

    public async Task<IReadOnlyDictionary<Guid, OpenedStep>> OpenAsync(
        Guid runId,
        IReadOnlyCollection<Guid> stepKeys,
        CancellationToken cancellation
    )
    {
        var parts = await ReadAsync(runId, stepKeys, cancellation);
        return parts
            .GroupBy(static part => part.StepKey)
            .ToDictionary(static group => group.Key, group => Open([.. group]));
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
            SELECT step_key, part, body FROM step_contents
            WHERE class = $1 AND run_day = $2 AND run_id = $3 AND step_key = ANY($4) ORDER BY at, part
            """
        );
        command.Parameters.Add(new() { Value = place.Class });
        command.Parameters.Add(new() { Value = place.Day, NpgsqlDbType = NpgsqlDbType.Date });
        command.Parameters.Add(new() { Value = place.Id });
        command.Parameters.Add(new() { Value = stepKeys.ToArray() });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            if (StepDocument.Unpack(rows.GetFieldValue<byte[]>(2)) is { } document)
            {
                parts.Add(new Part(rows.GetGuid(0), rows.GetString(1), document));
            }
        }

        return parts;
    }
}

/// <param name="Raw"><c>{step, logs}</c>: the reports as they were stored, after redaction.</param>
internal sealed record OpenedStep(StepContent Content, JsonNode Raw);
