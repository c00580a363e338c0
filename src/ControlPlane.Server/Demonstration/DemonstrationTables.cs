using ControlPlane.Server.Agents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ControlPlane.Server.Demonstration;

/// <summary>An agent that the fleet registered: it and all its runs are made up.</summary>
internal sealed class DemonstrationAgent
{
    public required Guid AgentId { get; init; }
}

/// <summary>Somebody removed the demonstration, so that no later start brings it back by itself.</summary>
internal sealed class DemonstrationRemoval
{
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string By { get; init; }
}

internal sealed class DemonstrationTables
    : IEntityTypeConfiguration<DemonstrationAgent>,
        IEntityTypeConfiguration<DemonstrationRemoval>
{
    public void Configure(EntityTypeBuilder<DemonstrationAgent> builder)
    {
        builder.ToTable("demonstration_agents");
        builder.HasKey(static agent => agent.AgentId);
        builder.HasOne<Agent>().WithOne().HasForeignKey<DemonstrationAgent>(static agent => agent.AgentId);
    }

    public void Configure(EntityTypeBuilder<DemonstrationRemoval> builder) => builder.ToTable("demonstration_removals");
}
