using System.Globalization;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Redaction;
using ControlPlane.Server.Runs.Api;
using ControlPlane.Server.Runs.Recording;
using Npgsql;

namespace ControlPlane.Server.Runs;

/// <summary>Records steps of a run that was started through the API. Bad ones are refused one by one.</summary>
internal sealed class ReportSteps(
    NpgsqlDataSource database,
    StepRecorder recorder,
    CurrentRedaction redaction,
    TimeProvider time
)
{
    private const int MostSteps = 1_000;

    public async Task<Outcome<ReportStepsAnswer>> RunAsync(
        Guid runId,
        ReportStepsRequest request,
        RunCaller caller,
        CancellationToken cancellation
    )
    {
        if (request.Steps is not { Count: > 0 and <= MostSteps } steps)
        {
            return Refusal.Field(
                "steps",
                string.Create(CultureInfo.InvariantCulture, $"Between 1 and {MostSteps} steps.")
            );
        }

        var owner = await RunOwner.FindAsync(database, runId, cancellation);
        if (owner is null)
        {
            return RunRefusals.NoSuchRun;
        }

        if (caller.AgentId is { } agent && agent != owner.AgentId)
        {
            return RunRefusals.OtherAgent;
        }

        var now = time.GetUtcNow();
        var rejected = new List<RejectedStepJson>();
        var accepted = new List<(int Index, ReportedStep Step)>();
        for (var i = 0; i < steps.Count; i++)
        {
            var (step, error) = ApiStepFacts.Read(owner.RunId, steps[i], redaction.Patterns, now);
            if (step is null)
            {
                rejected.Add(new RejectedStepJson(i, error!));
            }
            else
            {
                accepted.Add((i, step));
            }
        }

        var receipt = await recorder.RecordAsync(
            new StepReport(caller.AgentId, owner.RunId, [.. accepted.Select(static item => item.Step)], [])
        );
        rejected.AddRange(
            receipt.RejectedSteps.Select(item => new RejectedStepJson(accepted[item.Index].Index, item.Reason))
        );
        return new ReportStepsAnswer(steps.Count - rejected.Count, [.. rejected.OrderBy(static r => r.Index)], "allow");
    }
}
