using System.Text.Json;
using ControlPlane.Domain.Runs;
using ControlPlane.Domain.Tests.Ingestion;
using ControlPlane.Fixtures;
using FsCheck;
using FsCheck.Fluent;

namespace ControlPlane.Domain.Tests.Runs;

public sealed class RunAssemblyPropertyTests
{
    public static TheoryData<string> OneOfEachClient =>
        [
            .. CaptureManifest
                .Load()
                .Where(static capture => capture.HasTraffic && capture.Scenario is "happy" or "error500" or "badjson")
                .Where(static capture => capture.HasTraffic)
                .GroupBy(static capture => (capture.Library, capture.Scenario))
                .Select(static same => same.First().Id),
            "openlit.handoff.openai-agents",
            "traceloop.happy.bare",
            "google-adk.handoff.multi",
        ];

    [Theory]
    [MemberData(nameof(OneOfEachClient))]
    public void Any_order_and_any_repetition_of_the_steps_gives_the_same_run(string id)
    {
        var steps = CaptureReading.Of(CaptureManifest.ById(id)).Facts.ToArray();
        var expected = Describe(RunAssembly.Assemble(steps));
        var shuffles =
            from order in Gen.Shuffle(steps)
            from again in Gen.SubListOf(steps)
            from second in Gen.Shuffle(again.ToArray())
            select (StepFacts[])[.. order, .. second];
        Prop.ForAll(shuffles.ToArbitrary(), shuffled => Describe(RunAssembly.Assemble(shuffled)) == expected)
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(30));
    }

    [Fact]
    public void Any_tree_of_steps_gives_one_run_in_every_order()
    {
        var step =
            from id in Gen.Choose(0, 12)
            from parent in Gen.Choose(-2, 12)
            from kind in Gen.Elements(StepKind.Llm, StepKind.Tool, StepKind.Other)
            from status in Gen.Elements(StepStatus.Ok, StepStatus.Ok, StepStatus.Error, StepStatus.NotSent)
            from usage in Gen.Elements<TokenUsage?>(null, Step.Tokens)
            from response in Gen.Elements(null, null, "r1", "r2")
            from agent in Gen.Elements(null, null, "invoke_agent", "create_agent")
            select Step.Other($"{id}", parent < 0 ? null : $"{parent}", id) with
            {
                Kind = kind,
                Status = status,
                Usage = usage,
                ResponseId = response,
                Operation = agent,
            };
        var runs =
            from steps in step.NonEmptyListOf()
            let unique = steps.DistinctBy(static s => s.Key).ToArray()
            from order in Gen.Shuffle(unique)
            select (unique, order);
        Prop.ForAll(runs.ToArbitrary(), static pair => IsSound(pair.unique, pair.order))
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(500));
    }

    private static bool IsSound(StepFacts[] steps, StepFacts[] order)
    {
        var run = RunAssembly.Assemble(steps);
        var duplicates = run.Steps.Where(static step => step.IsDuplicate).ToList();
        var counted = run
            .Steps.Where(static step => !step.IsDuplicate)
            .Select(static step => step.Facts.Key)
            .ToHashSet();
        return Describe(run) == Describe(RunAssembly.Assemble(order))
            && duplicates.TrueForAll(duplicate => counted.Contains(duplicate.DuplicateOf!.Value))
            && run.CountedKeys.All(counted.Contains)
            && run.LlmCalls + run.FailedLlmCalls + run.ToolCalls <= run.CountedKeys.Count;
    }

    private static string Describe(AssembledRun run) => JsonSerializer.Serialize(run);
}
