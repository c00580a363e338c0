using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Access;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ControlPlane.Server.Agents;

/// <summary>Deletes an agent that has no runs. Needs an administrator.</summary>
internal sealed class DeleteAgent(IDbContextFactory<ControlPlaneDb> databases)
{
    public async Task<Outcome<bool>> HandleAsync(Guid agentId, ClaimsPrincipal caller, CancellationToken cancellation)
    {
        if (caller.Lacks(Role.Admin) is { } refusal)
        {
            return refusal;
        }

        await using var database = await databases.CreateDbContextAsync(cancellation);
        try
        {
            return await database.Set<Agent>().Where(agent => agent.Id == agentId).ExecuteDeleteAsync(cancellation) > 0;
        }
        catch (PostgresException failure)
            when (failure.SqlState is PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.RestrictViolation)
        {
            return Refusal.Conflict("The agent has runs.");
        }
    }
}
