using ControlPlane.Domain.Runs;
using ControlPlane.Server.Runs;
using ControlPlane.Server.Runs.Pages;
using StepTree = ControlPlane.Server.Runs.Pages.StepTree;

namespace ControlPlane.Components.Tests.Runs;

public sealed class StepTreeTests
{
    [Fact]
    public void Children_stand_under_their_parent_in_the_order_of_their_start()
    {
        var tree = StepTree.Build([
            Steps.Of(3, parent: 1, from: 2),
            Steps.Of(1),
            Steps.Of(4, parent: 2, from: 1.5),
            Steps.Of(2, parent: 1, from: 1),
        ]);

        Assert.Equal(["s1 0", "s2 1", "s4 2", "s3 1"], Outline(tree));
        Assert.Equal([3, 1, 0, 0], tree.Select(static node => node.Descendants));
        Assert.DoesNotContain(tree, static node => node.ParentUnseen);
    }

    [Fact]
    public void A_step_whose_parent_was_not_reported_stands_at_the_top_and_says_so()
    {
        var tree = StepTree.Build([Steps.Of(1), Steps.Of(2, parent: 99, from: 1), Steps.Of(3, parent: 2, from: 2)]);

        Assert.Equal(["s1 0", "s2 0", "s3 1"], Outline(tree));
        Assert.Equal([false, true, false], tree.Select(static node => node.ParentUnseen));
    }

    [Fact]
    public void Steps_that_are_their_own_ancestors_are_shown_once_each()
    {
        var tree = StepTree.Build([
            Steps.Of(1, parent: 1),
            Steps.Of(2, parent: 4, from: 1),
            Steps.Of(3, parent: 2, from: 2),
            Steps.Of(4, parent: 3, from: 3),
        ]);

        Assert.Equal(["s1 0", "s2 0", "s3 1", "s4 2"], Outline(tree));
    }

    [Fact]
    public void Any_order_of_arrival_gives_the_same_tree()
    {
        var steps = Enumerable.Range(1, 60).Select(static i => Steps.Of(i, i == 1 ? null : i / 2, i % 7)).ToArray();
        var expected = Outline(StepTree.Build(steps));
        var random = new Random(7);

        for (var round = 0; round < 20; round++)
        {
            random.Shuffle(steps);
            Assert.Equal(expected, Outline(StepTree.Build(steps)));
        }
    }

    [Fact]
    public void A_chain_of_five_thousand_steps_is_a_tree_too()
    {
        var tree = StepTree.Build([
            .. Enumerable.Range(1, 5000).Select(static i => Steps.Of(i, i == 1 ? null : i - 1, i)),
        ]);

        Assert.Equal(4999, tree[^1].Depth);
        Assert.Equal(4999, tree[0].Descendants);
    }

    [Fact]
    public void A_chain_of_fifty_thousand_steps_takes_no_time_that_anybody_notices()
    {
        TraceStep[] steps = [.. Enumerable.Range(1, 50_000).Select(static i => Steps.Of(i, i == 1 ? null : i - 1, i))];
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var tree = StepTree.Build(steps);

        Assert.Equal(49_999, tree[0].Descendants);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Calls_tried_again_after_a_failure_are_attempts_of_one_call()
    {
        TraceStep Call(int number, StepStatus status, string tool) =>
            Steps.Of(number, parent: 1, from: number, to: number + 0.5, StepKind.Tool, status: status) with
            {
                Tool = tool,
            };
        var tree = StepTree.Build([
            Steps.Of(1, to: 20),
            Call(2, StepStatus.Error, "refund"),
            Call(3, StepStatus.Error, "refund"),
            Call(4, StepStatus.Ok, "refund"),
            Call(5, StepStatus.Ok, "refund"),
            Call(6, StepStatus.Error, "lookup"),
        ]);

        Assert.Equal([1, 3, 3, 3, 1, 1], tree.Select(static node => node.Attempts));
        Assert.Equal(
            ["s2", "s3", "s4"],
            StepAttempts.Of(tree[2].Step, tree.Select(static node => node.Step)).Select(static step => step.Id)
        );
    }

    [Fact]
    public void The_steps_above_a_step_are_named_from_the_nearest_on()
    {
        var tree = StepTree.Build([
            Steps.Of(1),
            Steps.Of(2, parent: 1, from: 1),
            Steps.Of(3, parent: 1, from: 2),
            Steps.Of(4, parent: 3, from: 3),
        ]);

        Assert.Equal(["s3", "s1"], StepTree.Above(tree, 3).Select(static node => node.Step.Id));
    }

    [Fact]
    public void A_step_reported_twice_is_one_row()
    {
        Assert.Single(StepTree.Build([Steps.Of(1), Steps.Of(1)]));
    }

    [Fact]
    public void What_is_below_a_collapsed_step_is_hidden_and_nothing_else()
    {
        var tree = StepTree.Build([
            Steps.Of(1),
            Steps.Of(2, parent: 1, from: 1),
            Steps.Of(3, parent: 2, from: 2),
            Steps.Of(4, parent: 1, from: 3),
            Steps.Of(5, from: 4),
        ]);

        Assert.Equal(
            ["s1 0", "s2 1", "s4 1", "s5 0"],
            Outline(StepTree.Visible(tree, new HashSet<Guid> { Steps.Key(2) }))
        );
        Assert.Equal(["s1 0", "s5 0"], Outline(StepTree.Visible(tree, new HashSet<Guid> { Steps.Key(1) })));
    }

    private static IEnumerable<string> Outline(IEnumerable<StepNode> tree) =>
        tree.Select(static node => $"{node.Step.Id} {node.Depth}");
}
