using System.Text.Json.Nodes;
using ControlPlane.Server.Runs.Recording;
using Npgsql;

namespace ControlPlane.Server.Runs;

/// <summary>Steps in whose content a text stands.</summary>
/// <param name="Searched">How many documents were looked at.</param>
/// <param name="Complete">All there are.</param>
internal sealed record TextFound(IReadOnlySet<Guid> Steps, int Searched, bool Complete)
{
    public static TextFound None { get; } = new(new HashSet<Guid>(), 0, true);
}

/// <summary>
/// Looks for a text in the stored content of one run. Content is compressed and has no index, so only so much is
/// unpacked, and the answer says how much.
/// </summary>
internal sealed class RunTextSearch(NpgsqlDataSource database)
{
    private const int MostDocuments = 2_000;
    private const int MostBytes = 16 * 1024 * 1024;

    public async Task<TextFound> FindAsync(Guid runId, string text, CancellationToken cancellation)
    {
        if (await RunPlace.FindAsync(database, runId, cancellation) is not { } place)
        {
            return TextFound.None;
        }

        await using var command = database.CreateCommand(
            $"""
            SELECT {StepReading.ShownStep}, c.body FROM {StepReading.ContentsOfShownSteps} ORDER BY c.at LIMIT $4
            """
        );
        place.AddTo(command);
        command.Parameters.Add(new() { Value = MostDocuments + 1 });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var (found, searched, bytes) = (new HashSet<Guid>(), 0, 0);
        while (await rows.ReadAsync(cancellation))
        {
            if (searched == MostDocuments || bytes > MostBytes)
            {
                return new(found, searched, false);
            }

            var body = rows.GetFieldValue<byte[]>(1);
            (searched, bytes) = (searched + 1, bytes + body.Length);
            if (Has(StepDocument.Unpack(body), text))
            {
                found.Add(rows.GetGuid(0));
            }
        }

        return new(found, searched, true);
    }

    // Values only: the names of attributes are the same in every step.
    private static bool Has(JsonNode? node, string text) =>
        node switch
        {
            JsonObject map => map.Any(pair => Has(pair.Value, text)),
            JsonArray list => list.Any(item => Has(item, text)),
            JsonValue value => value.ToString().Contains(text, StringComparison.OrdinalIgnoreCase),
            _ => false,
        };
}
