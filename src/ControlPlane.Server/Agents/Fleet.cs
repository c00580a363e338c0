using ControlPlane.Domain.Agents;
using ControlPlane.Domain.Platform;

namespace ControlPlane.Server.Agents;

/// <summary>The fleet at one moment: every agent with how it does, the worst first.</summary>
/// <param name="At">When it was read; the lanes reach from an hour before to this.</param>
/// <param name="Since">Start of the span the figures of the agents are of.</param>
/// <param name="Slowest">The runs of the span that took longest.</param>
public sealed record Fleet(
    DateTimeOffset At,
    DateTimeOffset Since,
    IReadOnlyList<FleetAgent> Agents,
    IReadOnlyList<SlowRun> Slowest
)
{
    public static readonly TimeSpan LaneLength = TimeSpan.FromHours(1);

    public int NeedALook => Agents.Count(static agent => agent.Health.NeedsALook);

    public int Silent => Agents.Count(static agent => agent.Health.Word == HealthWord.Silent);

    public long Running => Agents.Sum(static agent => agent.Running);

    public long Runs => Agents.Sum(static agent => agent.Runs);

    public long Failed => Agents.Sum(static agent => agent.Failed);

    public long CostNanoUsd => Saturated.Sum(Agents.Select(static agent => agent.CostNanoUsd));

    /// <summary>Runs whose cost is not known in full, so that the sum is a lower bound.</summary>
    public long Incomplete => Agents.Sum(static agent => agent.Incomplete);

    /// <summary>What is true of the fleet, in one sentence.</summary>
    public string Headline
    {
        get
        {
            var all = Agents.Count;
            if (all == 0)
            {
                return "No agent has reported yet";
            }

            var looks = NeedALook switch
            {
                0 when all == 1 => "The agent is well",
                0 when Silent == 0 => $"All {all} agents are well",
                0 => "No agent needs a look now",
                1 => $"1 of {all} {(all == 1 ? "agent" : "agents")} needs a look now",
                var many => $"{many} of {all} agents need a look now",
            };
            return (NeedALook, Silent) switch
            {
                (0, 1) when all == 1 => "The agent is silent",
                (_, 0) => looks,
                (_, var silent) => $"{looks}; {silent} {(silent == 1 ? "is" : "are")} silent",
            };
        }
    }
}

/// <summary>An agent on the fleet's board.</summary>
/// <param name="Runs">Runs that started in the span; the figures after it are of these.</param>
/// <param name="Incomplete">Runs whose cost is partial or unknown.</param>
/// <param name="LongTook">How long 95 of 100 of them took at most.</param>
/// <param name="Running">Runs that go on, whenever they started.</param>
/// <param name="Lane">The last hour's runs, in order of time.</param>
public sealed record FleetAgent(
    Guid Id,
    string Slug,
    string Name,
    string? Team,
    string? Owner,
    bool Discovered,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSeenAt,
    AgentHealth Health,
    long Runs,
    long Failed,
    long CostNanoUsd,
    long Incomplete,
    TimeSpan? LongTook,
    int Running,
    IReadOnlyList<LaneMark> Lane
);

/// <summary>Runs of one kind that started close to each other, as one shape of the lane.</summary>
/// <param name="From">Start of the first, not before the lane begins.</param>
/// <param name="To">End of the last.</param>
public sealed record LaneMark(LaneKind Kind, DateTimeOffset From, DateTimeOffset To, int Runs);

public enum LaneKind
{
    Ended,
    Failed,
    Running,
}

public sealed record SlowRun(
    Guid Id,
    string Agent,
    string? Name,
    DateTimeOffset StartedAt,
    TimeSpan Took,
    bool GoesOn,
    bool HasFailed,
    Guid AgentId
);

/// <summary>What the fleet's board is narrowed to.</summary>
/// <param name="Environment">Null for all.</param>
/// <param name="Since">Start of the span.</param>
public sealed record FleetScope(string? Environment, DateTimeOffset Since);
