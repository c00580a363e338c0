using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using ControlPlane.Server.Platform.Storage;
using ControlPlane.Server.Tests.Platform;
using ControlPlane.Tests.Fixtures;
using Npgsql;

namespace ControlPlane.Server.Tests.Ingestion;

/// <summary>The database stops under load and comes back; the server stays.</summary>
public sealed class OutageTests(TestPostgres shared)
{
    [Fact]
    public async Task While_the_database_is_gone_clients_are_told_to_come_back_and_nothing_acknowledged_is_lost()
    {
        var folder = Directory.CreateTempSubdirectory("controlplane-outage-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var postgres = await EmbeddedPostgres.StartAsync(folder, [], CancellationToken.None);
        try
        {
            await using (var admin = NpgsqlDataSource.Create(postgres.ConnectionString))
            {
                await using var create = admin.CreateCommand("CREATE DATABASE outage");
                await create.ExecuteNonQueryAsync();
            }

            await using var server = await TestServer.StartAsync(shared, postgres.For("outage"));
            var acknowledged = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
            var answers = new ConcurrentBag<(HttpStatusCode Status, bool HasRetryAfter)>();
            using var stop = new CancellationTokenSource();
            var clients = Enumerable
                .Range(0, 6)
                .Select(_ => SendAsync(server, acknowledged, answers, stop.Token))
                .ToArray();

            await Eventually.TrueAsync(() => acknowledged.Count > 50);
            await postgres.DisposeAsync();
            var before = answers.Count;
            await Eventually.TrueAsync(() => answers.Count > before + 50);
            postgres = await EmbeddedPostgres.StartAsync(folder, [], CancellationToken.None);
            var stored = acknowledged.Count;
            await Eventually.TrueAsync(() => acknowledged.Count > stored + 50);
            await stop.CancelAsync();
            await Task.WhenAll(clients);

            Assert.All(
                answers,
                static answer =>
                    Assert.Contains(answer.Status, new[] { HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable })
            );
            Assert.Contains(answers, static answer => answer.Status == HttpStatusCode.ServiceUnavailable);
            Assert.All(
                answers,
                static answer => Assert.Equal(answer.Status == HttpStatusCode.ServiceUnavailable, answer.HasRetryAfter)
            );
            await using var database = NpgsqlDataSource.Create(postgres.For("outage"));
            await using var command = database.CreateCommand(
                "SELECT count(*) FROM unnest($1::text[]) AS t(id) WHERE NOT EXISTS (SELECT 1 FROM steps WHERE trace_id = t.id)"
            );
            command.Parameters.Add(new() { Value = acknowledged.Keys.ToArray() });
            Assert.Equal(0L, await command.ExecuteScalarAsync());
        }
        finally
        {
            await postgres.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task SendAsync(
        TestServer server,
        ConcurrentDictionary<string, bool> acknowledged,
        ConcurrentBag<(HttpStatusCode, bool)> answers,
        CancellationToken stop
    )
    {
        using var http = server.As(TestServer.IngestKey);
        while (!stop.IsCancellationRequested)
        {
            var trace = Otlp.NewTrace();
            using var response = await http.PostAsJsonAsync(
                "/v1/traces",
                Otlp.Traces("load", Otlp.Agent(trace, 1, "load")),
                CancellationToken.None
            );
            answers.Add((response.StatusCode, response.Headers.RetryAfter is not null));
            if (response.StatusCode == HttpStatusCode.OK)
            {
                acknowledged[trace] = true;
            }
        }
    }
}
