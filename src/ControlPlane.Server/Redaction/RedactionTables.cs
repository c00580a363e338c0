using ControlPlane.Domain.Redaction;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ControlPlane.Server.Redaction;

/// <summary>A pattern as it is stored.</summary>
internal sealed class StoredPattern
{
    public required Guid Id { get; init; }

    public required string Name { get; set; }

    public required string Expression { get; set; }

    public required string Kind { get; set; }

    public bool Enabled { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>How often it found something. Added up every few seconds.</summary>
    public long Found { get; set; }

    public DateTimeOffset? LastFoundAt { get; set; }

    public RedactionPattern ToPattern() => new(Id, Name, Expression, Kind);
}

internal sealed class RedactionTables : IEntityTypeConfiguration<StoredPattern>
{
    public void Configure(EntityTypeBuilder<StoredPattern> builder)
    {
        builder.ToTable("redaction_patterns");
        builder.HasIndex(static pattern => pattern.Name).IsUnique();
        builder.Property(static pattern => pattern.Name).HasMaxLength(RedactionPattern.LongestName);
        builder.Property(static pattern => pattern.Expression).HasMaxLength(RedactionPattern.LongestExpression);
        builder.Property(static pattern => pattern.Kind).HasMaxLength(RedactionPattern.LongestKind);
    }
}
