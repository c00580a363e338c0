using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ControlPlane.Server.Platform.Live;

/// <summary>Something that pages watch. Its version says that it changed, never what changed.</summary>
internal sealed class Topic
{
    public required string Name { get; init; }

    /// <summary>Drawn from one sequence for all topics, so that a topic that was pruned never repeats a version.</summary>
    public required long Version { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }
}

internal sealed class TopicTables : IEntityTypeConfiguration<Topic>
{
    public const string Versions = "topic_versions";

    public void Configure(EntityTypeBuilder<Topic> builder)
    {
        builder.ToTable("topics");
        builder.Metadata.Model.AddSequence(Versions);
        builder.HasKey(static topic => topic.Name);
        builder.Property(static topic => topic.Name).HasMaxLength(200);
        builder.Property(static topic => topic.Version).HasDefaultValueSql($"nextval('{Versions}')");
    }
}
