using ControlPlane.Domain.Runs;
using ControlPlane.Server.Agents;
using ControlPlane.Server.Runs.Retention;

namespace ControlPlane.Server.Runs.Recording;

/// <summary>A trace that was never seen before, as far as the first report of it tells.</summary>
internal sealed record NewTrace(
    string TraceId,
    Guid? BoundAgentId,
    string AgentName,
    string Environment,
    DateTimeOffset StartedAt,
    TimeSpan Retention
)
{
    public string Class => EnvironmentClass.Of(Environment);

    public static Dictionary<string, NewTrace> AllOf(RecordingBatch batch, RetentionPeriods periods)
    {
        var traces = new Dictionary<string, NewTrace>(StringComparer.Ordinal);
        var steps = batch.Steps.Where(static step => step.Facts.TraceId is not null);
        foreach (var trace in steps.ToLookup(static step => step.Facts.TraceId!, StringComparer.Ordinal))
        {
            traces[trace.Key] = Of(
                trace.Key,
                [.. trace.Select(static s => s.Facts)],
                trace.First().Report.BoundAgentId,
                periods
            );
        }

        foreach (var (_, _, report, log) in batch.Logs.Where(log => !traces.ContainsKey(log.Log.TraceId)))
        {
            var environment = log.Environment ?? EnvironmentClass.DefaultEnvironment;
            traces[log.TraceId] = new NewTrace(
                log.TraceId,
                report.BoundAgentId,
                log.ServiceName ?? DiscoverAgents.Unassigned,
                environment,
                log.At,
                periods.Of(EnvironmentClass.Of(environment))
            );
        }

        return traces;
    }

    private static NewTrace Of(
        string traceId,
        IEnumerable<StepFacts> facts,
        Guid? boundAgentId,
        RetentionPeriods periods
    )
    {
        var assembled = RunAssembly.Assemble(facts);
        var environment = assembled.Environment ?? EnvironmentClass.DefaultEnvironment;
        return new NewTrace(
            traceId,
            boundAgentId,
            assembled.AgentName ?? DiscoverAgents.Unassigned,
            environment,
            assembled.StartedAt,
            periods.Of(EnvironmentClass.Of(environment))
        );
    }

    public DateOnly RunDay(DateTimeOffset receivedAt) => EnvironmentClass.RunDay(Retention, StartedAt, receivedAt);
}
