using System.Text.Json.Nodes;
using ControlPlane.Domain.Runs;
using ControlPlane.Server.Runs.Recording;
using Npgsql;

namespace ControlPlane.Server.Runs;

/// <summary>The model call that asked for a tool, and how the tool was described to it.</summary>
public sealed record ToolCallOrigin(Guid ModelCall, JsonNode? Definition);

/// <summary>
/// Finds who asked for a tool call. That stands only in the content of model calls, so the few before it are opened.
/// </summary>
internal sealed class ToolCallOrigins(NpgsqlDataSource database, StepContents contents)
{
    private const int MostOpened = 6;

    public async Task<ToolCallOrigin?> FindAsync(Guid runId, StepFacts call, CancellationToken cancellation)
    {
        if (call.Kind != StepKind.Tool || await RunPlace.FindAsync(database, runId, cancellation) is not { } place)
        {
            return null;
        }

        var before = await BeforeAsync(place, call.StartedAt, cancellation);
        var opened = await contents.OpenAsync(runId, before, cancellation);
        var asked = before.Where(opened.ContainsKey).Where(key => Asks(opened[key].Content, call)).Take(1).ToArray();
        return asked is [var key] ? new(key, DefinitionOf(opened[key].Content.ToolDefinitions, call.ToolName)) : null;
    }

    /// <summary>A tool among those offered to a model, whatever shape the client gave them.</summary>
    public static JsonNode? DefinitionOf(JsonNode? tools, string? name) =>
        tools is JsonArray list && name is not null
            ? list.FirstOrDefault(tool => tool is JsonObject offered && NameOf(offered) == name)
            : null;

    public static string? NameOf(JsonObject tool) =>
        Text(tool["name"]) ?? (tool["function"] is JsonObject function ? Text(function["name"]) : null);

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static bool Asks(StepContent model, StepFacts call) =>
        model
            .Output.SelectMany(static message => message.Parts)
            .Any(part =>
                part.Type == "tool_call"
                && (
                    call.ToolCallId is { } id && part.ToolCallId is { } asked
                        ? asked == id
                        : part.ToolName == call.ToolName
                )
            );

    private async Task<Guid[]> BeforeAsync(RunPlace place, DateTimeOffset at, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            SELECT key FROM steps WHERE class = $1 AND run_day = $2 AND run_id = $3 AND kind = 'llm' AND NOT joined
                AND started_at <= $4 ORDER BY started_at DESC LIMIT $5
            """
        );
        place.AddTo(command);
        command.Parameters.Add(new() { Value = at.ToUniversalTime() });
        command.Parameters.Add(new() { Value = MostOpened });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var keys = new List<Guid>();
        while (await rows.ReadAsync(cancellation))
        {
            keys.Add(rows.GetGuid(0));
        }

        return [.. keys];
    }
}
