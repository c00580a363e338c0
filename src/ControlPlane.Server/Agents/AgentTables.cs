using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ControlPlane.Server.Agents;

internal sealed class AgentTables : IEntityTypeConfiguration<Agent>
{
    public void Configure(EntityTypeBuilder<Agent> builder)
    {
        builder.ToTable("agents");
        builder.HasKey(static agent => agent.Id);
        builder.HasIndex(static agent => agent.Slug).IsUnique();
        builder.Property(static agent => agent.Slug).HasMaxLength(100);
        builder.Property(static agent => agent.Environment).HasMaxLength(AgentFields.TextLength);
        builder.Property(static agent => agent.Name).HasMaxLength(200);
    }
}
