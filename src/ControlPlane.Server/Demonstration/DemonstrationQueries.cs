using ControlPlane.Domain.Access;
using ControlPlane.Server.Access;
using ControlPlane.Server.Agents;
using ControlPlane.Server.Platform.Storage;
using ControlPlane.Server.Runs;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Demonstration;

/// <summary>What there is of the demonstration.</summary>
/// <param name="Agents">Slugs.</param>
/// <param name="Reporting">Whether its key is accepted.</param>
public sealed record DemonstrationState(IReadOnlyList<string> Agents, long Runs, bool Reporting)
{
    public bool Exists => Agents.Count > 0;
}

internal sealed class DemonstrationQueries(
    IDbContextFactory<ControlPlaneDb> databases,
    AgentQueries agents,
    RunQueries runs,
    TokenQueries tokens
)
{
    public async Task<DemonstrationState> StateAsync(CancellationToken cancellation)
    {
        var ids = await AgentsAsync(cancellation);
        var slugs = await agents.SlugsAsync(cancellation);
        var key = await tokens.OfSettingAsync(DemonstrationOptions.KeySetting, cancellation);
        return new DemonstrationState(
            [.. slugs.Where(agent => ids.Contains(agent.Key)).Select(static agent => agent.Value)],
            await runs.CountOfAgentsAsync([.. ids], cancellation),
            key?.State == TokenState.Active
        );
    }

    public async Task<IReadOnlySet<Guid>> AgentsAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database
            .Set<DemonstrationAgent>()
            .Select(static agent => agent.AgentId)
            .ToHashSetAsync(cancellation);
    }
}
