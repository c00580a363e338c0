using ControlPlane.Domain.Runs;
using ControlPlane.Server.Runs;

namespace ControlPlane.Components.Tests;

/// <summary>Steps and runs to look at. Times are seconds after <see cref="Start"/>.</summary>
internal static class Steps
{
    public static readonly DateTimeOffset Start = new(2026, 11, 19, 14, 0, 0, TimeSpan.Zero);

    public static Guid Key(int number) => new(number, 0, 0, new byte[8]);

    /// <summary>A step as the tree has it.</summary>
    public static TraceStep Of(
        int number,
        int? parent = null,
        double from = 0,
        double? to = 1,
        StepKind kind = StepKind.Other,
        string? name = null,
        StepStatus status = StepStatus.Ok,
        int? duplicateOf = null,
        long? cost = null
    ) =>
        new()
        {
            Key = Key(number),
            Id = $"s{number}",
            ParentKey = parent is { } above ? Key(above) : null,
            Kind = kind,
            Name = name ?? $"step {number}",
            StartedAt = Start.AddSeconds(from),
            EndedAt = to is { } end ? Start.AddSeconds(end) : null,
            Status = status,
            DuplicateOf = duplicateOf is { } counted ? Key(counted) : null,
            CostNanoUsd = cost,
        };

    /// <summary>A step as it is opened.</summary>
    public static StepRow Row(TraceStep step) =>
        new(
            new StepFacts
            {
                Key = step.Key,
                Id = step.Id,
                ParentKey = step.ParentKey,
                Kind = step.Kind,
                Name = step.Name,
                StartedAt = step.StartedAt,
                EndedAt = step.EndedAt,
                Status = step.Status,
                Scope = "tests",
                Dialect = "unknown",
            },
            step.DuplicateOf,
            step.CostNanoUsd
        );

    public static RunRow Run(
        RunStatus status = RunStatus.Succeeded,
        CostStatus costStatus = CostStatus.Complete,
        string? name = "SO-881204",
        int number = 1
    ) =>
        new(
            Key(number),
            "refund-desk",
            name,
            status,
            "production",
            null,
            Start,
            status == RunStatus.Running ? null : Start.AddSeconds(8.1),
            "conv-1",
            "k.brandt",
            4,
            0,
            5,
            0,
            ["claude-sonnet-4-5"],
            new TokenUsage(18_200, 3_400, 12_000, 0, 212),
            182_300_000,
            costStatus,
            null,
            13
        );
}
