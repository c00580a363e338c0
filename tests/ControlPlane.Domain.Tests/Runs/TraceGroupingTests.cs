using ControlPlane.Domain.Runs;
using ControlPlane.Domain.Tests.Ingestion;
using ControlPlane.Fixtures;
using static ControlPlane.Domain.Tests.Runs.Step;

namespace ControlPlane.Domain.Tests.Runs;

public sealed class TraceGroupingTests
{
    private static readonly StepFacts Definition = Other("define") with { Operation = "create_agent", AgentName = "x" };

    [Fact]
    public void The_root_decides_the_shape_of_a_trace()
    {
        Assert.Equal(TraceShape.Rooted, ShapeOf(Agent("root"), Llm("a", "root")));
        Assert.Equal(TraceShape.Rootless, ShapeOf(Llm("a"), Other("POST", "a")));
        Assert.Equal(TraceShape.Rootless, ShapeOf(Tool("t", "search")));
        Assert.Equal(TraceShape.AgentDefinition, ShapeOf(Definition));
        Assert.Equal(TraceShape.Undetermined, ShapeOf(Llm("a", "root")));
        Assert.Equal(TraceShape.Rooted, ShapeOf(Definition, Agent("root")));
    }

    [Fact]
    public void The_agent_of_a_trace_is_its_roots_else_the_service()
    {
        Assert.Equal("agent root", Sum(Llm("a", "root"), Agent("root", at: 5)).Agent);
        Assert.Equal("service", Sum(Other("root"), Agent("inner", "root")).Agent);
        Assert.Equal("service", Sum(Llm("a")).Agent);
    }

    [Fact]
    public void Calls_of_one_session_with_gaps_under_two_minutes_are_one_run()
    {
        var runs = TraceGrouping.Divide([Call("s", 300), Call("s", 0), Call("s", 120), Call("s", 240)]);
        Assert.Equal([4], runs.Select(static run => run.Count));
    }

    [Fact]
    public void A_gap_of_two_minutes_begins_another_run() =>
        Assert.Equal([1, 1], TraceGrouping.Divide([Call("s", 0), Call("s", 121)]).Select(static run => run.Count));

    [Fact]
    public void Other_sessions_other_agents_and_calls_without_session_stay_apart()
    {
        var foreign = Call("s", 2) with { Agent = "another" };
        Assert.Equal(
            5,
            TraceGrouping.Divide([Call("s", 0), Call("t", 1), foreign, Call(null, 3), Call(null, 4)]).Count
        );
    }

    [Fact]
    public void Several_rooted_traces_of_a_session_stay_several_runs()
    {
        var rooted = Call("s", 0) with { Shape = TraceShape.Rooted };
        Assert.Equal(2, TraceGrouping.Divide([rooted, rooted with { StartedAt = Noon.AddSeconds(5) }]).Count);
    }

    [Fact]
    public void A_definition_belongs_to_the_nearest_run_of_its_service()
    {
        var definition = Sum(Definition);
        var near = Sum(Agent("near", at: 30));
        var far = Sum(Agent("far", at: -90));
        var other = Sum(Agent("other", at: 1) with { ServiceName = "another" });
        Assert.Equal(near, TraceGrouping.RunOfDefinition(definition, [far, other, near, definition]));
        Assert.Null(TraceGrouping.RunOfDefinition(definition, [Sum(Agent("late", at: 600)), other]));
    }

    [Theory]
    [InlineData("traceloop.happy.bare", 3)]
    [InlineData("openlit.happy.openai-agents", 2)]
    [InlineData("openlit.error500.openai-agents", 2)]
    [InlineData("openlit.handoff.openai-agents", 3)]
    [InlineData("openlit.toolloop.openai-agents", 2)]
    [InlineData("langfuse.happy", 1)]
    public void The_traces_of_one_real_run_are_one_run(string id, int traces)
    {
        var reading = CaptureReading.Of(CaptureManifest.ById(id));
        var summaries = reading
            .Facts.GroupBy(static step => step.TraceId)
            .Select(static t => TraceGrouping.Summarise([.. t]))
            .ToList();
        Assert.Equal(traces, summaries.Count);

        var definitions = summaries.Where(static s => s.Shape == TraceShape.AgentDefinition).ToList();
        var run = Assert.Single(TraceGrouping.Divide(summaries.Except(definitions)));
        Assert.All(definitions, d => Assert.Contains(TraceGrouping.RunOfDefinition(d, run)!, run));
    }

    [Fact]
    public void Neighbours_are_neighbours_both_ways()
    {
        var (one, other) = (Call("s", 0), Call("s", 100));
        Assert.True(TraceGrouping.AreNeighbours(one, other));
        Assert.True(TraceGrouping.AreNeighbours(other, one));
        Assert.False(TraceGrouping.AreNeighbours(one, other with { SessionId = null }));
    }

    private static TraceSummary Call(string? session, int at) =>
        Sum(Llm($"c{at}", at: at) with { SessionId = session });

    private static TraceSummary Sum(params StepFacts[] steps) => TraceGrouping.Summarise(steps);

    private static TraceShape ShapeOf(params StepFacts[] steps) => Sum(steps).Shape;
}
