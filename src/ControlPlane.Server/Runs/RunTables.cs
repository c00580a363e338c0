using ControlPlane.Server.Agents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ControlPlane.Server.Runs;

/// <summary>
/// Runs and their traces are narrow and unpartitioned. Steps and their content are partitioned and are written and
/// read with SQL (<c>Recording/</c>); their tables are in the migration <c>StepPartitions</c>.
/// </summary>
internal sealed class RunTables : IEntityTypeConfiguration<Run>
{
    public void Configure(EntityTypeBuilder<Run> builder)
    {
        builder.ToTable("runs");
        builder.HasKey(static run => run.Id);
        builder.HasOne<Agent>().WithMany().HasForeignKey(static run => run.AgentId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(static run => run.ToolCallsByName).HasColumnType("jsonb");
        builder.Property(static run => run.CostNotes).HasColumnType("jsonb");
        builder.Property(static run => run.Feedback).HasColumnType("jsonb");
        builder.HasIndex(static run => new { run.StartedAt, run.Id }).IsDescending();
        builder.HasIndex(static run => new { run.AgentId, run.StartedAt }).IsDescending(false, true);
        builder.HasIndex(static run => new { run.Class, run.RunDay });
        builder.HasIndex(static run => run.SessionId).HasFilter("session_id IS NOT NULL");
        builder
            .HasIndex(static run => new { run.AgentId, run.IdempotencyKey })
            .IsUnique()
            .HasFilter("idempotency_key IS NOT NULL");
        builder.HasIndex(static run => run.LastReceivedAt).HasFilter("status = 'running'");
    }
}

/// <summary>Which run a trace belongs to, and what grouping rootless traces needs to know of it.</summary>
internal sealed class RunTrace
{
    /// <summary>32 lower-case hex digits.</summary>
    public required string TraceId { get; init; }

    public required Guid RunId { get; set; }

    /// <summary>What <see cref="ControlPlane.Domain.Runs.SessionTraces.GroupOf"/> says of its root.</summary>
    public string? RootlessGroup { get; set; }

    public DateTimeOffset? FirstAt { get; set; }

    public DateTimeOffset? LastAt { get; set; }
}

internal sealed class RunTraceTable : IEntityTypeConfiguration<RunTrace>
{
    public void Configure(EntityTypeBuilder<RunTrace> builder)
    {
        builder.ToTable("run_traces");
        builder.HasKey(static trace => trace.TraceId);
        builder.HasIndex(static trace => trace.RunId);
        builder
            .HasIndex(static trace => new { trace.RootlessGroup, trace.FirstAt })
            .HasFilter("rootless_group IS NOT NULL");
    }
}
