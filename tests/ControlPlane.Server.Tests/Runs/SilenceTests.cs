using ControlPlane.Server.Runs;
using ControlPlane.Server.Tests.Ingestion;
using ControlPlane.Server.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ControlPlane.Server.Tests.Runs;

/// <summary>Runs of which nothing is heard any more.</summary>
public sealed class SilenceTests(TestPostgres postgres)
{
    [Fact]
    public async Task Silent_runs_are_lost_or_take_the_outcome_of_their_root_and_come_alive_again()
    {
        var clock = new SettableClock();
        await using var server = await TestServer.StartAsync(
            postgres,
            null,
            builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)),
            "Runs:SweepEvery=1.00:00:00"
        );
        var trace = Otlp.NewTrace();
        await server.SendAsync("telemetry", [Otlp.Call(trace, 2, 1)]);
        var silent = await StartAsync(server, "silent", null);
        var rooted = Otlp.NewTrace();
        var withRoot = await StartAsync(server, "rooted", rooted);
        await server.SendAsync("rooted", [Otlp.Agent(rooted, 1, "rooted")]);
        var waiting = await StartAsync(server, "waiting", null);
        await using (var database = Npgsql.NpgsqlDataSource.Create(server.ConnectionString))
        await using (var command = database.CreateCommand("UPDATE runs SET status = 'waiting' WHERE id = $1"))
        {
            command.Parameters.Add(new() { Value = Guid.Parse(waiting) });
            await command.ExecuteNonQueryAsync();
        }

        var sweep = server.Services.GetRequiredService<LoseSilentRuns>();
        clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(0, await sweep.RunAsync(CancellationToken.None));
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(3, await sweep.RunAsync(CancellationToken.None));

        Assert.Equal("lost", await StatusAsync(server, silent));
        Assert.Equal("succeeded", await StatusAsync(server, withRoot));
        Assert.Equal("waiting", await StatusAsync(server, waiting));
        var lost = (await server.RunsAsync("&agent=telemetry")).Single();
        Assert.Equal("lost", (string?)lost["status"]);
        Assert.NotNull(lost["endedAt"]);

        await server.SendAsync("telemetry", [Otlp.Call(trace, 3, 1)]);
        await server.PostAsync(
            $"/api/v1/runs/{silent}/steps",
            new
            {
                steps = new[]
                {
                    new
                    {
                        id = "1",
                        kind = "other",
                        startedAt = "2026-11-20T10:00:00Z",
                    },
                },
            }
        );

        foreach (
            var alive in new[]
            {
                await server.GetAsync($"/api/v1/runs/{silent}"),
                await server.GetAsync($"/api/v1/runs/{lost["id"]}"),
            }
        )
        {
            Assert.Equal("running", (string?)alive["status"]);
            Assert.Null(alive["endedAt"]);
        }
    }

    private static async Task<string> StartAsync(TestServer server, string agent, string? traceId) =>
        (string)(await server.PostAsync("/api/v1/runs", new { agent, traceId }))["id"]!;

    private static async Task<string?> StatusAsync(TestServer server, string run) =>
        (string?)(await server.GetAsync($"/api/v1/runs/{run}"))["status"];
}
