using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ControlPlane.Server.Runs.Retention;

/// <summary>How long runs of an environment class are kept; without a row, as long as is usual (T11).</summary>
internal sealed class RetentionPeriod
{
    public const int Shortest = 1;
    public const int Longest = 3650;

    /// <summary><c>production</c> or <c>other</c>.</summary>
    public required string Class { get; init; }

    public required int Days { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    public static int UsualDays(string environmentClass) => environmentClass == EnvironmentClass.Production ? 90 : 30;
}

internal sealed class RetentionTables : IEntityTypeConfiguration<RetentionPeriod>
{
    public void Configure(EntityTypeBuilder<RetentionPeriod> builder)
    {
        builder.ToTable("retention_periods");
        builder.HasKey(static period => period.Class);
    }
}
