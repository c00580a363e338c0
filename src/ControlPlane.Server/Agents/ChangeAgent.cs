using System.Security.Claims;
using System.Text.Json;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Agents;

/// <summary>
/// Changes the fields that are named and leaves the others: null empties one, absence keeps it. A discovered agent that
/// somebody describes counts as registered. Needs a manager.
/// </summary>
[Audits(AgentAudit.Changed)]
internal sealed class ChangeAgent(
    IDbContextFactory<ControlPlaneDb> databases,
    TopicAnnouncer announcer,
    AuditTrail audit
)
{
    public async Task<Outcome<AgentRow>> HandleAsync(
        string slug,
        IReadOnlyDictionary<string, JsonElement> fields,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    )
    {
        if (caller.Lacks(Role.Manager) is { } refusal)
        {
            return refusal;
        }

        await using var database = await databases.CreateDbContextAsync(cancellation);
        var agent = await database.Set<Agent>().SingleOrDefaultAsync(agent => agent.Slug == slug, cancellation);
        if (agent is null)
        {
            return Refusal.Missing($"There is no agent {slug}.");
        }

        var before = AgentAudit.State(agent);
        var errors = fields
            .Select(field => (field.Key, Error: Apply(agent, field.Key, field.Value)))
            .Where(static pair => pair.Error is not null)
            .ToDictionary(static pair => pair.Key, static pair => new[] { pair.Error! }, StringComparer.Ordinal);
        if (errors.Count > 0)
        {
            return Refusal.Fields(errors);
        }

        agent.Discovered = agent.Discovered && fields.Count == 0;
        if (database.ChangeTracker.HasChanges())
        {
            audit.Add(
                database,
                new(caller.Actor(), AgentAudit.Changed, AgentAudit.Subject(agent), before, AgentAudit.State(agent))
            );
            await database.SaveChangesAsync(cancellation);
            announcer.Announce(AgentTopics.Seen);
        }

        return AgentRow.Of(agent);
    }

    /// <returns>What is wrong with the value; null if it was taken.</returns>
    private static string? Apply(Agent agent, string field, JsonElement value) =>
        field switch
        {
            "name" => Text(value, AgentFields.Name, text => agent.Name = text!.Trim()),
            "team" => Text(value, AgentFields.Line, text => agent.Team = text),
            "owner" => Text(value, AgentFields.Line, text => agent.Owner = text),
            "description" => Text(value, AgentFields.Description, text => agent.Description = text),
            "environment" => Text(value, AgentFields.Line, text => agent.Environment = text),
            "autonomyLevel" => AutonomyLevel(agent, value),
            _ => "Cannot be changed.",
        };

    private static string? Text(JsonElement value, Func<string?, string?> check, Action<string?> take)
    {
        if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
        {
            return "Must be a text.";
        }

        string? text;
        try
        {
            text = value.GetString();
        }
        catch (InvalidOperationException)
        {
            return "Has half of a character."; // an escaped surrogate without its other half
        }

        var error = check(text);
        if (error is null)
        {
            take(text);
        }

        return error;
    }

    private static string? AutonomyLevel(Agent agent, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var level))
        {
            return "Must be a number.";
        }

        agent.AutonomyLevel = level;
        return AgentFields.AutonomyLevel(level);
    }
}
