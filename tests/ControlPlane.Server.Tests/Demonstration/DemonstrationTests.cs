using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Server.Tests.Ingestion;
using ControlPlane.Server.Tests.Platform;

namespace ControlPlane.Server.Tests.Demonstration;

/// <summary>The demonstration comes with a key and goes without a trace, and leaves everybody else alone.</summary>
public sealed class DemonstrationTests(TestPostgres postgres)
{
    private const string Root = "/api/v1/demonstration";
    private const string Key = "the-key-of-the-demonstration-of-one-start";
    private const string NextKey = "the-key-of-the-demonstration-of-the-next-start";

    [Fact]
    public async Task Removing_it_deletes_its_agents_and_their_runs_and_nothing_else()
    {
        await using var server = await StartAsync(Key);
        await RegisterAsync(server, "demo-desk", "demo-ops");
        await ReportAsync(server, Key, "demo-desk", new string('a', 32));
        await ReportAsync(server, TestServer.IngestKey, "load-agent", new string('b', 32));
        Assert.Equal(1, (int)(await StateAsync(server))["runs"]!);

        using var admin = server.As(TestServer.AdminToken);
        using var removed = await admin.DeleteAsync(Root);

        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        var answer = JsonNode.Parse(await removed.Content.ReadAsStringAsync())!;
        Assert.Equal((2, 1), ((int)answer["agents"]!, (int)answer["runsDeleted"]!));
        var left = (await server.GetAsync("/api/v1/runs"))["items"]!.AsArray();
        Assert.Equal("load-agent", (string?)Assert.Single(left)!["agent"]);
        Assert.Equal(
            0,
            await CountAsync(
                server,
                "SELECT count(*) FROM steps s WHERE NOT EXISTS (SELECT FROM runs r WHERE r.id = s.run_id)"
            )
        );
        Assert.Equal(
            0,
            await CountAsync(
                server,
                "SELECT count(*) FROM step_contents s WHERE NOT EXISTS (SELECT FROM runs r WHERE r.id = s.run_id)"
            )
        );
        var agents = (await server.GetAsync("/api/v1/agents"))["items"]!.AsArray();
        Assert.DoesNotContain(
            agents,
            static row => ((string)row!["slug"]!).StartsWith("demo-", StringComparison.Ordinal)
        );
        Assert.Contains(agents, static row => (string?)row!["slug"] == "load-agent");
    }

    [Fact]
    public async Task After_its_removal_the_fleet_is_refused_now_and_at_the_next_start()
    {
        await using var server = await StartAsync(Key);
        await RegisterAsync(server, "demo-desk");
        using var admin = server.As(TestServer.AdminToken);
        using var removed = await admin.DeleteAsync(Root);
        Assert.Equal(HttpStatusCode.Unauthorized, await WhoAmIAsync(server, Key));

        await using var next = await StartAsync(NextKey, server.ConnectionString);
        Assert.Equal(HttpStatusCode.Unauthorized, await WhoAmIAsync(next, NextKey));

        await using var again = await StartAsync(NextKey, server.ConnectionString, "Demonstration:Restore=true");
        Assert.Equal(HttpStatusCode.OK, await WhoAmIAsync(again, NextKey));
    }

    [Fact]
    public async Task A_start_without_it_ends_its_key_and_a_new_start_gives_a_new_one()
    {
        await using var first = await StartAsync(Key);
        Assert.Equal(HttpStatusCode.OK, await WhoAmIAsync(first, Key));

        await using var without = await TestServer.StartAsync(postgres, first.ConnectionString);
        Assert.Equal(HttpStatusCode.Unauthorized, await WhoAmIAsync(without, Key));

        await using var second = await StartAsync(NextKey, first.ConnectionString);
        Assert.Equal(HttpStatusCode.OK, await WhoAmIAsync(second, NextKey));
        Assert.Equal(HttpStatusCode.Unauthorized, await WhoAmIAsync(second, Key));
    }

    [Fact]
    public async Task An_agent_of_somebody_else_is_left_to_them()
    {
        await using var server = await StartAsync(Key);
        await ReportAsync(server, TestServer.IngestKey, "load-agent", new string('c', 32));

        var answer = await RegisterAsync(server, "load-agent", "demo-desk");

        Assert.Equal(["load-agent"], answer["taken"]!.AsArray().Select(static slug => (string)slug!));
        Assert.Equal(["demo-desk"], answer["registered"]!.AsArray().Select(static slug => (string)slug!));
    }

    [Fact]
    public async Task Nobody_but_the_fleet_registers_and_nobody_but_an_administrator_removes()
    {
        await using var server = await StartAsync(Key);
        using var other = server.As(TestServer.IngestKey);
        using var registered = await other.PostAsJsonAsync(Root + "/agents", Cast("victim"));
        Assert.Equal(HttpStatusCode.Forbidden, registered.StatusCode);

        using var fleet = server.As(Key);
        using var removed = await fleet.DeleteAsync(Root);
        Assert.Equal(HttpStatusCode.Forbidden, removed.StatusCode);
    }

    private Task<TestServer> StartAsync(string key, string? connectionString = null, params string[] settings) =>
        TestServer.StartAsync(postgres, connectionString, null, ["Demonstration:Key=" + key, .. settings]);

    private static object Cast(params string[] slugs) =>
        new
        {
            agents = slugs.Select(static slug => new
            {
                slug,
                name = slug,
                team = "Demo",
            }),
        };

    private static async Task<JsonNode> RegisterAsync(TestServer server, params string[] slugs)
    {
        using var fleet = server.As(Key);
        using var answer = await fleet.PostAsJsonAsync(Root + "/agents", Cast(slugs));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private static async Task ReportAsync(TestServer server, string key, string agent, string traceId)
    {
        using var http = server.As(key);
        // The root names its agent.
        var named = new Dictionary<string, string>(StringComparer.Ordinal) { ["gen_ai.agent.name"] = agent };
        using var answer = await http.PostAsJsonAsync(
            "/v1/traces",
            OtlpJsonBody.Trace(traceId, [0, 1, 2], agent, named)
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static Task<JsonNode> StateAsync(TestServer server) => server.GetAsync(Root);

    private static async Task<HttpStatusCode> WhoAmIAsync(TestServer server, string key)
    {
        using var http = server.As(key);
        using var answer = await http.GetAsync("/api/v1/whoami");
        return answer.StatusCode;
    }

    private static async Task<long> CountAsync(TestServer server, string sql)
    {
        await using var connection = new Npgsql.NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
