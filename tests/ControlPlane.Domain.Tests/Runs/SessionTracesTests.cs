using ControlPlane.Domain.Runs;
using static ControlPlane.Domain.Tests.Runs.Step;

namespace ControlPlane.Domain.Tests.Runs;

public sealed class SessionTracesTests
{
    private static readonly StepFacts Call = Llm("call") with { SessionId = "chat" };

    [Fact]
    public void Calls_of_one_session_and_agent_share_a_group() =>
        Assert.Equal(
            SessionTraces.GroupOf(Call),
            SessionTraces.GroupOf(Tool("lookup", "search", at: 5) with { SessionId = "chat" })
        );

    [Fact]
    public void Another_session_or_agent_is_another_group() =>
        Assert.Equal(
            3,
            new[] { Call, Call with { SessionId = "mail" }, Call with { AgentName = "another" } }
                .Select(SessionTraces.GroupOf)
                .Distinct(StringComparer.Ordinal)
                .Count()
        );

    [Fact]
    public void What_has_a_root_of_its_own_or_no_session_stands_alone()
    {
        Assert.Null(SessionTraces.GroupOf(Agent("root") with { SessionId = "chat" }));
        Assert.Null(SessionTraces.GroupOf(Call with { ParentId = "root" }));
        Assert.Null(SessionTraces.GroupOf(Call with { SessionId = null }));
        Assert.Null(SessionTraces.GroupOf(Call with { TraceId = null }));
    }
}
