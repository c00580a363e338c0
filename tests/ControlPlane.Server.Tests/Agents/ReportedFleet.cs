using System.Text.Json.Nodes;
using ControlPlane.Server.Tests.Access;
using ControlPlane.Server.Tests.Ingestion;
using ControlPlane.Server.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ControlPlane.Server.Tests.Agents;

/// <summary>A server to which agents have reported a day's runs, one agent for each way to do, which tests only read.</summary>
public sealed class ReportedFleet(TestPostgres postgres) : SharedServer(postgres)
{
    public const string Production = "production";
    public const string Staging = "staging";

    // What one model call of 100 input and 10 output tokens of gpt-5-mini costs.
    public const long CostOfCall = 45_000;

    private readonly SettableClock clock = new();

    public override async ValueTask InitializeAsync()
    {
        clock.Advance(TimeSpan.FromHours(-3)); // what reported before is not heard of any more
        await base.InitializeAsync();
        await SendAsync("quiet", Usual("quiet", until: 190));
        await SendAsync("leisurely", Run("leisurely", 200));
        clock.Advance(TimeSpan.FromHours(3));

        await SendAsync("steady", [.. Usual("steady"), .. Runs("steady", [40, 30, 20])]);
        await SendAsync("failing", [.. Usual("failing"), .. Runs("failing", [40, 30, 20], failed: true)]);
        await SendAsync("halving", [.. Runs("halving", [40, 20], failed: true), .. Runs("halving", [30, 10])]);
        await SendAsync(
            "degraded",
            [.. Usual("degraded"), .. Runs("degraded", [45], failed: true), .. Runs("degraded", [35, 25, 15])]
        );
        await SendAsync("slow", [.. Usual("slow"), .. Runs("slow", [40, 30, 20], seconds: 6)]);
        await SendAsync("stuck", [.. Usual("stuck"), Unended(20)]);
        await SendAsync(
            "travelled",
            [.. Runs("travelled", [50, 48]), Run("travelled", 46, failed: true, environment: Staging)]
        );
        await SendAsync(
            "spender",
            [.. Priced(30, "gpt-5-mini"), .. Priced(28, "gpt-5-mini"), .. Priced(26, "house-model-7")]
        );
        await Server.AddAgentAsync("awaited");
    }

    private protected override Task<TestServer> StartAsync() =>
        TestServer.StartAsync(
            Postgres,
            null,
            builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)),
            "Runs:SweepEvery=1.00:00:00"
        );

    private Task SendAsync(string agent, params JsonObject[] spans) => Server.SendAsync(agent, spans);

    // Twelve runs of two seconds, one every half hour, before the last hour.
    private static JsonObject[] Usual(string agent, double until = 70) =>
        Runs(agent, [.. Enumerable.Range(0, 12).Select(i => until + (30 * i))]);

    private static JsonObject[] Runs(string agent, double[] minutesAgo, double seconds = 2, bool failed = false) =>
        [.. minutesAgo.Select(minutes => Run(agent, minutes, seconds, failed))];

    private static JsonObject Run(
        string agent,
        double minutesAgo,
        double seconds = 2,
        bool failed = false,
        string environment = Production
    )
    {
        var root = Otlp.Span(
            Otlp.NewTrace(),
            1,
            null,
            Otlp.Ago(minutesAgo),
            seconds,
            ("gen_ai.operation.name", "invoke_agent"),
            ("gen_ai.agent.name", agent),
            ("deployment.environment.name", environment)
        );
        return failed ? root.Failed() : root;
    }

    // A call of a run whose root has not been reported: the run goes on.
    private static JsonObject Unended(double minutesAgo) =>
        Otlp.Call(Otlp.NewTrace(), 2, 1, Otlp.Ago(minutesAgo), ("deployment.environment.name", Production));

    private static JsonObject[] Priced(double minutesAgo, string model)
    {
        var root = Run("spender", minutesAgo);
        var call = Otlp.CallOf(
            model,
            (string)root["traceId"]!,
            2,
            1,
            Otlp.Ago(minutesAgo),
            1,
            ("deployment.environment.name", Production)
        );
        return [root, call];
    }
}
