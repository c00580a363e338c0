using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ControlPlane.Server.Audit;

internal sealed class AuditTables : IEntityTypeConfiguration<AuditEntry>
{
    public const string Name = "audit_entries";

    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        // No foreign keys: an entry outlives what it speaks of.
        builder.ToTable(Name);
        builder.HasKey(static entry => entry.Id);
        builder.HasIndex(static entry => new { entry.At, entry.Id });
        builder.HasIndex(static entry => new { entry.Action, entry.At });
        builder.HasIndex(static entry => new { entry.SubjectId, entry.At });
        builder.Property(static entry => entry.Before).HasColumnType("jsonb");
        builder.Property(static entry => entry.After).HasColumnType("jsonb");
    }
}
