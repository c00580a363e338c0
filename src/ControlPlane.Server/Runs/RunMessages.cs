using System.Text.Json.Nodes;
using ControlPlane.Domain.Runs;
using Npgsql;

namespace ControlPlane.Server.Runs;

/// <summary>What a run was asked and what it answered.</summary>
internal sealed record RunTexts(string? First, string? Last)
{
    public static RunTexts None { get; } = new(null, null);
}

/// <summary>Reads the question and the answer of several runs at once: of each only the contents they stand in.</summary>
internal sealed class RunMessages(NpgsqlDataSource database, StepContents contents)
{
    /// <summary>Where the texts of a run may stand: its first model call, its root, its last model call.</summary>
    private sealed record Places(List<Guid> Questions, List<Guid> Answers);

    public async Task<IReadOnlyDictionary<Guid, RunTexts>> ReadAsync(
        IReadOnlyCollection<Guid> runs,
        CancellationToken cancellation
    )
    {
        var texts = new Dictionary<Guid, RunTexts>();
        foreach (var (run, places) in await PlacesAsync(runs, cancellation))
        {
            Guid[] keys = [Guid.Empty, .. places.Questions, .. places.Answers];
            var opened = await contents.OpenAsync(run, [.. keys.Distinct()], cancellation);
            texts[run] = new(Question(opened, places.Questions), Answer(opened, places.Answers));
        }

        return texts;
    }

    private static string? Question(IReadOnlyDictionary<Guid, OpenedStep> opened, List<Guid> keys)
    {
        var asked = keys.Where(opened.ContainsKey).Select(key => opened[key].Content).ToArray();
        return asked.Select(LastWordOfUser).FirstOrDefault(static text => text is not null)
            ?? TextOf(opened.GetValueOrDefault(Guid.Empty)?.Content.RawInput)
            ?? asked.Select(static content => TextOf(content.RawInput)).FirstOrDefault(static text => text is not null);
    }

    private static string? Answer(IReadOnlyDictionary<Guid, OpenedStep> opened, List<Guid> keys) =>
        keys.Prepend(Guid.Empty)
            .Select(key => opened.GetValueOrDefault(key)?.Content.OutputText)
            .FirstOrDefault(static text => !string.IsNullOrEmpty(text));

    // A conversation carries all that was said before; what this run was asked is the last of it.
    private static string? LastWordOfUser(StepContent content)
    {
        var parts = content
            .Input.LastOrDefault(static message =>
                message.Role == "user" && message.Parts.Any(static part => !string.IsNullOrEmpty(part.Text))
            )
            ?.Parts;
        return parts is null
            ? null
            : string.Join('\n', parts.Select(static part => part.Text).Where(static text => text is not null));
    }

    private static string? TextOf(JsonNode? node) =>
        node is null ? null
        : node is JsonValue value && value.TryGetValue<string>(out var text) ? text
        : node.ToJsonString();

    private async Task<Dictionary<Guid, Places>> PlacesAsync(
        IReadOnlyCollection<Guid> runs,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(
            """
            SELECT r.id, s.key, s.place FROM runs r LEFT JOIN LATERAL (
                (SELECT key, 0 AS place FROM steps WHERE class = r.class AND run_day = r.run_day AND run_id = r.id
                    AND kind = 'llm' AND NOT joined ORDER BY started_at, key LIMIT 1)
                UNION ALL (SELECT key, 1 FROM steps WHERE class = r.class AND run_day = r.run_day AND run_id = r.id
                    AND parent_id IS NULL AND NOT joined ORDER BY started_at, key LIMIT 1)
                UNION ALL (SELECT key, 2 FROM steps WHERE class = r.class AND run_day = r.run_day AND run_id = r.id
                    AND kind = 'llm' AND status = 'ok' AND duplicate_of IS NULL
                    ORDER BY coalesce(ended_at, started_at) DESC, key LIMIT 1)) AS s ON true
            WHERE r.id = ANY($1) ORDER BY r.id, s.place
            """
        );
        command.Parameters.Add(new() { Value = runs.ToArray() });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var places = new Dictionary<Guid, Places>();
        while (await rows.ReadAsync(cancellation))
        {
            if (!places.TryGetValue(rows.GetGuid(0), out var of))
            {
                places[rows.GetGuid(0)] = of = new([], []);
            }

            if (!rows.IsDBNull(1))
            {
                (rows.GetInt32(2) == 0 ? of.Questions : of.Answers).Add(rows.GetGuid(1));
                if (rows.GetInt32(2) == 1)
                {
                    of.Questions.Add(rows.GetGuid(1));
                }
            }
        }

        return places;
    }
}
