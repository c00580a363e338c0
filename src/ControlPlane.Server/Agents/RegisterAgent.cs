using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ControlPlane.Server.Agents;

/// <param name="Slug">Null makes one of the name.</param>
/// <param name="Environment">Where it is meant to run.</param>
/// <param name="AutonomyLevel">Null means 3, the most careful one.</param>
internal sealed record NewAgent(
    string? Slug,
    string? Name,
    string? Team,
    string? Owner,
    string? Description,
    int? AutonomyLevel,
    string? Environment = null
);

/// <summary>Registers an agent before it reports. Needs a manager.</summary>
[Audits(AgentAudit.Registered)]
internal sealed class RegisterAgent(
    IDbContextFactory<ControlPlaneDb> databases,
    TopicAnnouncer announcer,
    AuditTrail audit,
    TimeProvider time
)
{
    public async Task<Outcome<AgentRow>> HandleAsync(
        NewAgent request,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    )
    {
        if (caller.Lacks(Role.Manager) is { } refusal)
        {
            return refusal;
        }

        return await MakeAsync(request, caller, cancellation);
    }

    /// <summary>For a capability that has asked in its own way whether the caller may.</summary>
    public async Task<Outcome<AgentRow>> MakeAsync(
        NewAgent request,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    )
    {
        var slug = request.Slug ?? DiscoverAgents.SlugOf(request.Name ?? "");
        var errors = Check(request, slug);
        if (errors.Count > 0)
        {
            return Refusal.Fields(errors);
        }

        var now = time.GetUtcNow();
        var agent = new Agent
        {
            Id = Guid.CreateVersion7(now),
            Slug = slug,
            Name = request.Name!.Trim(),
            Team = request.Team,
            Owner = request.Owner,
            Description = request.Description,
            Environment = request.Environment,
            AutonomyLevel = request.AutonomyLevel ?? 3,
            CreatedAt = now,
        };
        return await SaveAsync(agent, caller, cancellation) ?? (Outcome<AgentRow>)AgentRow.Of(agent);
    }

    private async Task<Refusal?> SaveAsync(Agent agent, ClaimsPrincipal caller, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        database.Add(agent);
        audit.Add(
            database,
            new(caller.Actor(), AgentAudit.Registered, AgentAudit.Subject(agent), After: AgentAudit.State(agent))
        );
        try
        {
            await database.SaveChangesAsync(cancellation);
            announcer.Announce(AgentTopics.Seen);
            return null;
        }
        catch (DbUpdateException failure)
            when (failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return Refusal.Conflict(
                $"There is an agent {agent.Slug} already. PATCH /api/v1/agents/{agent.Slug} changes it."
            );
        }
    }

    private static Dictionary<string, string[]> Check(NewAgent request, string slug)
    {
        (string Field, string? Error)[] found =
        [
            ("name", AgentFields.Name(request.Name)),
            ("slug", request.Slug is null && request.Name is null ? null : AgentFields.Slug(slug)),
            ("team", AgentFields.Line(request.Team)),
            ("owner", AgentFields.Line(request.Owner)),
            ("description", AgentFields.Description(request.Description)),
            ("environment", AgentFields.Line(request.Environment)),
            ("autonomyLevel", AgentFields.AutonomyLevel(request.AutonomyLevel ?? 3)),
        ];
        return found
            .Where(static pair => pair.Error is not null)
            .ToDictionary(static pair => pair.Field, static pair => new[] { pair.Error! }, StringComparer.Ordinal);
    }
}
