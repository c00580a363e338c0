using System.Net;
using System.Net.Http.Json;
using System.Text;
using ControlPlane.Server.Agents;
using ControlPlane.Server.Tests.Access;
using ControlPlane.Server.Tests.Platform;
using Npgsql;

namespace ControlPlane.Server.Tests.Agents;

public sealed class AgentTests(SharedServer shared, TestPostgres postgres) : IClassFixture<SharedServer>
{
    private readonly TestServer server = shared.Server;
    private readonly string slug = Names.New("billing");

    [Fact]
    public async Task A_registered_agent_is_read_back_with_nothing_invented()
    {
        using var admin = server.As(TestServer.AdminToken);

        var created = await admin.PostAsJsonAsync("/api/v1/agents", new { name = "Refund Desk", team = "payments" });

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("/api/v1/agents/refund-desk", created.Headers.Location!.ToString());
        var agent = await (await admin.GetAsync("/api/v1/agents/refund-desk")).JsonAsync();
        Assert.Equal(("Refund Desk", "payments"), (agent.Text("name"), agent.Text("team")));
        Assert.Equal(("active", 3), (agent.Text("status"), (int)agent["autonomyLevel"]!));
        Assert.False((bool)agent["discovered"]!);
        Assert.EndsWith("Z", agent.Text("createdAt"), StringComparison.Ordinal);
        foreach (var field in new[] { "owner", "description", "health", "lastSeenAt" })
        {
            Assert.True(agent.ContainsKey(field));
            Assert.Null(agent[field]);
        }
    }

    [Fact]
    public async Task A_change_touches_only_what_it_names()
    {
        using var admin = server.As(TestServer.AdminToken);
        await admin.PostAsJsonAsync(
            "/api/v1/agents",
            new
            {
                slug,
                name = "Billing",
                team = "payments",
                owner = "m.lindqvist",
            }
        );

        var changed = await PatchAsync(admin, slug, """{"team": null, "autonomyLevel": 2}""");

        var agent = await changed.JsonAsync();
        Assert.Null(agent["team"]);
        Assert.Equal(("m.lindqvist", 2), (agent.Text("owner"), (int)agent["autonomyLevel"]!));
    }

    [Theory]
    [InlineData("""{"name": ""}""", "name")]
    [InlineData("""{"name": null}""", "name")]
    [InlineData("""{"autonomyLevel": 4}""", "autonomyLevel")]
    [InlineData("""{"autonomyLevel": "none"}""", "autonomyLevel")]
    [InlineData("""{"team": 7}""", "team")]
    [InlineData("""{"slug": "other"}""", "slug")]
    [InlineData("""{"colour": "red"}""", "colour")]
    public async Task A_refused_change_names_the_field_and_changes_nothing(string body, string field)
    {
        await server.AddAgentAsync(slug);
        using var admin = server.As(TestServer.AdminToken);

        var answer = await PatchAsync(admin, slug, body);

        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal(field, Assert.Single(problem["errors"]!.AsObject()).Key);
        var agent = await (await admin.GetAsync("/api/v1/agents/" + slug)).JsonAsync();
        Assert.Equal((slug, 3), (agent.Text("name"), (int)agent["autonomyLevel"]!));
    }

    [Theory]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name": "x", "slug": "Not A Slug"}""", "slug")]
    [InlineData("""{"name": "x", "slug": "unassigned"}""", "slug")]
    [InlineData("""{"name": "x", "autonomyLevel": -1}""", "autonomyLevel")]
    public async Task A_refused_registration_names_the_field(string body, string field)
    {
        using var admin = server.As(TestServer.AdminToken);

        var answer = await admin.PostAsync(
            "/api/v1/agents",
            new StringContent(body, Encoding.UTF8, "application/json")
        );

        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal(field, Assert.Single(problem["errors"]!.AsObject()).Key);
    }

    [Fact]
    public async Task A_slug_is_taken_once()
    {
        await server.AddAgentAsync(slug);
        using var admin = server.As(TestServer.AdminToken);

        await (await admin.PostAsJsonAsync("/api/v1/agents", new { name = slug.ToUpperInvariant() })).ProblemAsync(
            HttpStatusCode.Conflict
        );
        await (await admin.GetAsync("/api/v1/agents/other")).ProblemAsync(HttpStatusCode.NotFound);
        await (await PatchAsync(admin, "other", """{"name": "x"}""")).ProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_list_comes_in_pages_that_miss_no_agent()
    {
        await using var own = await TestServer.StartAsync(postgres);
        var slugs = new[] { "a.b", "a-b", "a_b", "alpha", "beta", "zeta", "élan" };
        foreach (var slug in slugs)
        {
            await own.AddAgentAsync(slug);
        }

        using var admin = own.As(TestServer.AdminToken);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await (await admin.GetAsync($"/api/v1/agents?limit=2&cursor={cursor}")).JsonAsync();
            seen.AddRange(page["items"]!.AsArray().Select(static item => (string)item!["slug"]!));
            cursor = (string?)page["nextCursor"];
        } while (cursor is not null);

        Assert.Equal(slugs.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=501", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("cursor=WyJhIiwiYiJd", "cursor")]
    public async Task A_wrong_page_is_refused_by_name(string query, string field)
    {
        using var admin = server.As(TestServer.AdminToken);

        var problem = await (await admin.GetAsync($"/api/v1/agents?{query}")).ProblemAsync(HttpStatusCode.BadRequest);

        Assert.Equal(field, Assert.Single(problem["errors"]!.AsObject()).Key);
    }

    [Fact]
    public async Task A_discovered_agent_counts_as_registered_once_somebody_describes_it()
    {
        await DiscoverAsync(server, ["Billing Agent"]);
        using var admin = server.As(TestServer.AdminToken);
        Assert.True((bool)(await (await admin.GetAsync("/api/v1/agents/billing-agent")).JsonAsync())["discovered"]!);

        var changed = await PatchAsync(admin, "billing-agent", """{"owner": "m.lindqvist"}""");

        Assert.False((bool)(await changed.JsonAsync())["discovered"]!);
    }

    [Fact]
    public async Task A_thousand_agents_are_discovered_and_the_rest_is_unassigned()
    {
        await using var own = await TestServer.StartAsync(postgres);
        await DiscoverAsync(own, [.. Enumerable.Range(0, 990).Select(static i => $"agent {i}")]);
        var late = await DiscoverAsync(own, [.. Enumerable.Range(0, 20).Select(static i => $"late {i:00}")]);
        var last = await DiscoverAsync(own, ["agent 5", "one more"]);

        Assert.Equal(1000L, await own.ScalarAsync<long>("SELECT count(*) FROM agents WHERE discovered"));
        var unassigned = await own.ScalarAsync<Guid>("SELECT id FROM agents WHERE slug = 'unassigned'");
        Assert.Contains(unassigned, late.Values);
        Assert.Equal(unassigned, last["one more"]);
        Assert.NotEqual(unassigned, last["agent 5"]);
    }

    private static async Task<Dictionary<string, Guid>> DiscoverAsync(TestServer server, string[] names)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        return await DiscoverAgents.InAsync(connection, names, TimeProvider.System.GetUtcNow(), CancellationToken.None);
    }

    private static Task<HttpResponseMessage> PatchAsync(HttpClient client, string slug, string body) =>
        client.PatchAsync($"/api/v1/agents/{slug}", new StringContent(body, Encoding.UTF8, "application/json"));
}
