using ControlPlane.Domain.Runs;
using static ControlPlane.Domain.Tests.Runs.Step;

namespace ControlPlane.Domain.Tests.Runs;

public sealed class RunAssemblyTests
{
    [Fact]
    public void Tokens_are_summed_over_model_calls_only()
    {
        var run = Of(
            Agent("root") with
            {
                Usage = Tokens + Tokens,
            },
            Llm("a", "root", 1),
            Tool("t", "search", "root", 2),
            Llm("b", "root", 3)
        );
        Assert.Equal(new TokenUsage(200, 20, 0, 0, 0), run.Usage);
        Assert.Equal((2, 0, 1, 0), (run.LlmCalls, run.FailedLlmCalls, run.ToolCalls, run.Errors));
        Assert.Equal([Key("a"), Key("t"), Key("b")], run.CountedKeys);
        Assert.Equal(["m-1"], run.Models);
    }

    [Fact]
    public void A_model_call_inside_a_model_call_is_the_same_call_seen_twice()
    {
        var inner = Llm("inner", "between", 2) with { ResponseId = "r1", Usage = new TokenUsage(100, 10, 5, 0, 3) };
        var run = Of(Agent("root"), Llm("outer", "root", 1), Other("between", "outer", 2), inner);
        Assert.Equal((1, Tokens.Input), (run.LlmCalls, run.Usage.Input));
        var steps = run.Steps.ToDictionary(static step => step.Facts.Id);
        Assert.Equal(Key("outer"), steps["inner"].DuplicateOf);
        // What the outer one does not say is taken from the inner one.
        Assert.Equal(("r1", 5L, 3L), (steps["outer"].Facts.ResponseId, run.Usage.CachedInput, run.Usage.Reasoning));
    }

    [Fact]
    public void Calls_of_a_tool_or_an_agent_below_a_model_call_are_calls_of_their_own()
    {
        var run = Of(
            Agent("root"),
            Llm("call", "root", 1),
            Tool("tool", "ask", "call", 2),
            Llm("in tool", "tool", 3),
            Agent("sub", "call", 4),
            Llm("in agent", "sub", 5)
        );
        Assert.Equal(3, run.LlmCalls);
    }

    [Fact]
    public void A_tool_call_inside_a_call_of_the_same_tool_is_one_call()
    {
        var run = Of(
            Agent("root"),
            Tool("client", "search", "root", 1),
            Tool("server", "search", "client", 2),
            Tool("other", "fetch", "server", 3)
        );
        Assert.Equal((2, 1), (run.ToolCalls, run.ToolCallsByName["search"]));
    }

    [Fact]
    public void A_call_reported_through_the_api_and_as_telemetry_is_counted_once()
    {
        var api = Llm("api", at: 1).Api() with { ReservationId = "res-1", ReportedCostNanoUsd = 7 };
        var span = Llm("span", "root", 1) with { ReservationId = "res-1", ResponseId = "resp-1" };
        var run = Of(Agent("root"), api, span);
        Assert.Equal((1, 7L), (run.LlmCalls, run.ReportedCostNanoUsd!.Value));
        Assert.Equal([Key("api")], run.CountedKeys);
        Assert.Equal("resp-1", run.Steps.Single(static step => step.Facts.Id == "api").Facts.ResponseId);
    }

    [Fact]
    public void The_report_with_tokens_is_counted_when_the_other_has_none()
    {
        var api = Llm("api", at: 1).Api() with { ResponseId = "resp-1", Usage = null };
        var run = Of(Agent("root"), api, Llm("span", "root", 1) with { ResponseId = "resp-1" });
        Assert.Equal([Key("span")], run.CountedKeys);
        Assert.Equal(Tokens, run.Usage);
        Assert.False(run.IsUsageMissing);
    }

    [Fact]
    public void Three_reports_of_a_call_linked_by_different_ids_are_one_call()
    {
        var run = Of(
            Agent("root"),
            Llm("a", "root", 1) with
            {
                ReservationId = "res",
            },
            Llm("b", "root", 2) with
            {
                ReservationId = "res",
                ResponseId = "resp",
            },
            Llm("c", "root", 3) with
            {
                ResponseId = "resp",
            }
        );
        Assert.Equal(1, run.LlmCalls);
    }

    [Fact]
    public void A_model_call_and_a_tool_call_with_one_reservation_stay_two()
    {
        var run = Of(
            Agent("root"),
            Llm("a", "root", 1) with
            {
                ReservationId = "res",
            },
            Tool("b", "search", "root", 2) with
            {
                ReservationId = "res",
            }
        );
        Assert.Equal((1, 1), (run.LlmCalls, run.ToolCalls));
    }

    [Fact]
    public void A_call_that_was_never_sent_counts_for_nothing()
    {
        var run = Of(Agent("root"), Llm("a", "root", 1) with { Status = StepStatus.NotSent });
        Assert.Equal((0, 0, TokenUsage.None), (run.LlmCalls, run.FailedLlmCalls, run.Usage));
        Assert.Empty(run.CountedKeys);
    }

    [Fact]
    public void An_answered_call_without_tokens_is_visible()
    {
        var run = Of(Agent("root"), Llm("a", "root", 1) with { Usage = null }, Llm("b", "root", 2));
        Assert.Equal((2, true), (run.LlmCalls, run.IsUsageMissing));
        Assert.False(Of(Agent("root"), Llm("a", "root", 1).Failed(), Llm("b", "root", 2)).IsUsageMissing);
    }

    [Fact]
    public void An_error_that_travels_up_is_one_error()
    {
        var run = Of(Agent("root").Failed(), Other("chain", "root").Failed(), Llm("a", "chain", 1).Failed());
        Assert.Equal((1, RunStatus.Failed), (run.Errors, run.Status));
    }

    [Fact]
    public void The_model_of_a_failed_attempt_is_not_one_more_model() =>
        Assert.Equal(["m-1"], Of(Agent("root"), Llm("a", "root", 1).Failed(), Llm("b", "root", 2)).Models);

    [Fact]
    public void The_model_of_a_run_that_only_failed_is_the_one_it_asked_for() =>
        Assert.Equal(["m"], Of(Agent("root"), Llm("a", "root", 1).Failed()).Models);

    [Fact]
    public void The_root_names_the_run_and_its_agent()
    {
        var run = Of(
            Other("early", "root") with
            {
                AgentName = "sub agent",
                SessionId = "s0",
                UserId = "u0",
            },
            Agent("root", at: 1) with
            {
                SessionId = "s1",
                Environment = "test",
                Version = "v1",
            }
        );
        Assert.Equal(("root", "agent root", "s1", "u0"), (run.Name, run.AgentName, run.SessionId, run.UserId));
        Assert.Equal(("test", "v1", Key("root")), (run.Environment, run.Version, run.RootKey));
    }

    [Fact]
    public void A_root_without_an_agent_leaves_the_run_to_its_service() =>
        Assert.Equal("service", Of(Other("root"), Agent("inner", "root", 1)).AgentName);

    [Fact]
    public void Times_span_all_steps_but_definitions_of_agents()
    {
        var definition = Other("define", at: -60) with { Operation = "create_agent" };
        var run = Of(definition, Agent("root", at: 5), Llm("late", "root", 30));
        Assert.Equal((Noon.AddSeconds(5), Noon.AddSeconds(31)), (run.StartedAt, run.EndedAt!.Value));
        Assert.Equal(Key("root"), run.RootKey);
    }

    [Fact]
    public void The_later_report_of_a_step_replaces_the_earlier_one()
    {
        var started = Llm("a", "root", 1).Open();
        Assert.Equal(1, Of(started, Agent("root"), Llm("a", "root", 1)).LlmCalls);
        Assert.Equal(1, Of(Llm("a", "root", 1), started, Agent("root")).LlmCalls);
        Assert.Equal((0, 0), (Of(Agent("root"), started).LlmCalls, Of(Agent("root"), started).FailedLlmCalls));
    }

    [Fact]
    public void Links_in_a_circle_are_survived()
    {
        var run = Of(Llm("a", "b", 1), Llm("b", "c", 2), Llm("c", "a", 3), Llm("self", "self", 4), Other("below", "a"));
        Assert.Equal(2, run.LlmCalls);
        Assert.Equal(5, run.Steps.Count);
    }

    [Fact]
    public void A_chain_of_fifty_thousand_steps_is_assembled()
    {
        var chain = Enumerable.Range(0, 50_000).Select(i => Llm($"{i}", i == 0 ? null : $"{i - 1}", i)).ToList();
        AssembledRun? run = null;

        var took = ProcessorTime.Of(() => run = RunAssembly.Assemble(chain));

        Assert.Equal(1, run!.LlmCalls);
        Assert.True(took < TimeSpan.FromSeconds(5), $"took {took}");
    }

    [Fact]
    public void What_the_API_and_the_trace_tell_of_a_call_is_one_step_and_what_two_libraries_tell_stays_two()
    {
        var reported = Llm("api", at: 1) with { Scope = StepFacts.ApiScope, TraceId = null, ResponseId = "r1" };
        var span = Llm("span", "root", 1) with { ResponseId = "r1" };
        var other = Llm("other", "root", 1) with { ResponseId = "r1" };

        var steps = Of(Agent("root"), span, other, reported).Steps.ToDictionary(static step => step.Facts.Id);

        Assert.Equal((null, false), (steps["api"].DuplicateOf, steps["api"].IsJoined));
        Assert.Equal((Key("api"), true), (steps["span"].DuplicateOf, steps["span"].IsJoined));
        var libraries = Of(Agent("root"), span, other).Steps;
        Assert.Single(libraries, static step => step.IsDuplicate);
        Assert.DoesNotContain(libraries, static step => step.IsJoined);
    }

    [Fact]
    public void A_step_of_two_reports_keeps_what_was_settled_and_stands_where_the_trace_says()
    {
        var reported = Llm("api", at: 1).Open() with
        {
            Scope = StepFacts.ApiScope,
            TraceId = null,
            Provider = null,
            Redactions = 1,
            Usage = new TokenUsage(90, 9, 0, 0, 0),
        };
        var below = Other("self").Open() with { ParentKey = Key("api"), ParentId = "api", Redactions = 2 };
        var span = Llm("span", "root", 1) with { Provider = "openai" };

        var merged = CallReports.Merge(reported, [below, span]);

        Assert.Equal((Key("api"), 90L, "openai"), (merged.Key, merged.Usage!.Input, merged.Provider));
        Assert.Equal((Key("root"), "root", "trace"), (merged.ParentKey, merged.ParentId, merged.TraceId));
        Assert.Equal((span.EndedAt, 3), (merged.EndedAt, merged.Redactions));
    }

    [Fact]
    public void A_run_needs_a_step() => Assert.Throws<ArgumentException>(() => Of());

    private static AssembledRun Of(params StepFacts[] steps) => RunAssembly.Assemble(steps);
}
