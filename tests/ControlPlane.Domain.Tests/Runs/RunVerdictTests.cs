using ControlPlane.Domain.Runs;
using static ControlPlane.Domain.Tests.Runs.Step;

namespace ControlPlane.Domain.Tests.Runs;

public sealed class RunVerdictTests
{
    private static readonly StepFacts Empty = Llm("e", "root", 9) with
    {
        Usage = null,
        HasOutput = false,
        HasEmptyAnswer = true,
    };

    [Fact]
    public void A_run_is_running_until_its_root_has_come_and_ended()
    {
        Assert.Equal(RunStatus.Running, StatusOf(Llm("a", "root", 1)));
        Assert.Equal(RunStatus.Running, StatusOf(Agent("root").Open(), Llm("a", "root", 1)));
        Assert.Equal(RunStatus.Succeeded, StatusOf(Agent("root"), Llm("a", "root", 1)));
    }

    [Fact]
    public void A_running_run_has_no_end()
    {
        var run = RunAssembly.Assemble([Llm("a", "root", 1)]);
        Assert.Null(run.EndedAt);
        Assert.False(run.HasRootEnded);
        Assert.Null(run.RootKey);
    }

    [Fact]
    public void A_red_root_is_a_failed_run() =>
        Assert.Equal(RunStatus.Failed, StatusOf(Agent("root").Failed(), Llm("a", "root", 1)));

    [Fact]
    public void A_red_child_is_not_a_failed_run()
    {
        Assert.Equal(RunStatus.Succeeded, StatusOf(Agent("root"), Llm("a", "root", 1).Failed(), Llm("b", "root", 2)));
        Assert.Equal(
            RunStatus.Succeeded,
            StatusOf(Agent("root"), Llm("a", "root", 1), Tool("t", "search", "root", 2).Failed())
        );
    }

    [Fact]
    public void A_run_whose_model_calls_all_failed_has_failed_though_its_root_is_green()
    {
        Assert.Equal(RunStatus.Failed, StatusOf(Other("root"), Llm("a", "root", 1).Failed()));
        Assert.Equal(RunStatus.Failed, StatusOf(Other("root"), Empty));
    }

    [Fact]
    public void A_run_without_model_calls_is_judged_by_its_root() =>
        Assert.Equal(RunStatus.Succeeded, StatusOf(Other("root"), Tool("t", "search", "root", 1).Failed()));

    [Fact]
    public void A_run_whose_root_never_came_has_failed_if_no_call_was_answered() =>
        Assert.Equal(RunStatus.Failed, StatusOf(Llm("a", "root", 1).Failed()));

    [Fact]
    public void A_run_whose_root_never_came_recovers_when_a_call_is_answered() =>
        Assert.Equal(RunStatus.Running, StatusOf(Llm("a", "root", 1).Failed(), Llm("b", "root", 2)));

    [Fact]
    public void A_run_that_broke_off_after_an_empty_answer_has_failed()
    {
        var last = Empty with { ResponseId = "given by the provider" };
        Assert.Equal(RunStatus.Failed, StatusOf(Llm("a", "root", 1), last));
        Assert.Equal(RunStatus.Succeeded, StatusOf(Agent("root"), Llm("a", "root", 1), last));
    }

    [Fact]
    public void Calls_without_any_application_above_are_a_run_that_ends_with_the_last_of_them()
    {
        Assert.Equal(RunStatus.Succeeded, StatusOf(Llm("a", at: 1), Llm("b", at: 2)));
        Assert.Equal(RunStatus.Succeeded, StatusOf(Llm("a", at: 1).Failed(), Llm("b", at: 2)));
        Assert.Equal(RunStatus.Failed, StatusOf(Llm("a", at: 1), Llm("b", at: 2).Failed()));
    }

    [Fact]
    public void Of_several_applications_in_one_run_the_last_decides()
    {
        Assert.Equal(RunStatus.Succeeded, StatusOf(Agent("first").Failed(), Agent("second", at: 10)));
        Assert.Equal(RunStatus.Failed, StatusOf(Agent("first"), Agent("second", at: 10).Failed()));
        Assert.Equal(RunStatus.Running, StatusOf(Agent("first"), Agent("second", at: 10).Open()));
    }

    [Fact]
    public void The_definition_of_an_agent_is_no_root()
    {
        var definition = Other("define") with { Operation = "create_agent" };
        Assert.Equal(RunStatus.Running, StatusOf(definition, Llm("a", "root", 1)));
        Assert.Equal(RunStatus.Failed, StatusOf(definition, Llm("a", "root", 1).Failed()));
        Assert.Equal(RunStatus.Succeeded, StatusOf(definition));
    }

    [Fact]
    public void A_parent_in_another_process_that_reports_nothing_to_us_does_not_keep_a_run_open()
    {
        var local = Agent("local", "gateway") with { ParentIsRemote = true };
        Assert.Equal(RunStatus.Succeeded, StatusOf(local, Llm("a", "local", 1)));
        Assert.Equal(RunStatus.Running, StatusOf(Other("gateway").Open(), local, Llm("a", "local", 1)));
    }

    [Fact]
    public void The_end_of_a_run_reported_through_the_api_is_told_there() =>
        Assert.Equal(RunStatus.Running, StatusOf(Llm("a").Api(), Other("b").Api().Failed()));

    private static RunStatus StatusOf(params StepFacts[] steps) => RunAssembly.Assemble(steps).Status;
}
